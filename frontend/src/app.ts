// Small islands on pages that work without them.
import "htmx.org";
import { watchConnection } from "./connection";
import { listenToKeys } from "./keys";
import { offerMaps } from "./mapdoor";
import { offerPasskeys } from "./passkeys";
import { switchTheme } from "./theme";
import { countDown } from "./undo";

switchTheme();
listenToKeys();
watchConnection();
offerPasskeys();
offerMaps();
countDown(document);
document.addEventListener("htmx:afterSwap", (event) => countDown(event.target as HTMLElement));
