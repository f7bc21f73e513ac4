// What is drawn is what works: a key presses the visible button or link that shows it in a <kbd>.
// j and k walk through the list of the page: they open the items of a queue and focus the rows of a table.
const TYPING = "input, textarea, select, [contenteditable]";
const PRESSABLE = "a[href], button, summary";

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility() && !element.closest("[inert]");
}

function pressableFor(key: string): HTMLElement | null {
  for (const shown of document.querySelectorAll<HTMLElement>("kbd")) {
    if (shown.textContent?.trim().toLowerCase() !== key) continue;
    const target = shown.closest<HTMLElement>(PRESSABLE);
    if (target && isShown(target) && !target.matches(":disabled, [aria-disabled='true']")) return target;
  }
  return null;
}

function walkQueue(step: number): boolean {
  const items = [...document.querySelectorAll<HTMLElement>(".q > li")];
  if (items.length === 0) return false;
  const here = items.findIndex((item) => item.matches(".on, [aria-current]"));
  const next = items[here < 0 ? 0 : here + step];
  next?.querySelector<HTMLElement>("a.t")?.click();
  return true;
}

function walkRows(step: number): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("main tbody tr, main .rows > li, main .hits > li")];
  const links = rows.map((row) => row.querySelector<HTMLElement>("th a, a.t, td a")).filter((link) => link !== null);
  if (links.length === 0) return false;
  const here = links.indexOf(document.activeElement as HTMLElement);
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
  next?.focus();
  return true;
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.target as HTMLElement).closest(TYPING)) return;
  const key = event.key.toLowerCase();
  if (key.length !== 1) return;
  if (key === "/") {
    const search = document.querySelector<HTMLInputElement>("[role='search'] input");
    search?.focus();
    if (search) event.preventDefault();
    return;
  }
  if (key === "j" || key === "k") {
    const step = key === "j" ? 1 : -1;
    if (walkQueue(step) || walkRows(step)) event.preventDefault();
    return;
  }
  const target = pressableFor(key);
  if (!target) return;
  event.preventDefault();
  // The page stays where it is: what opens stands above it, and Escape leads back to the same lines.
  if (!target.hasAttribute("popovertarget")) target.focus({ preventScroll: true });
  target.click();
  const opened = document.getElementById(target.getAttribute("popovertarget") ?? "");
  opened?.querySelector<HTMLElement>("input:not([type='hidden']), select, textarea, button")?.focus();
}

// Brings the chosen item into the middle of the list's own window; the page beside it does not move.
function showChosen(): void {
  const item = document.querySelector<HTMLElement>(".q > .on");
  const list = item?.closest<HTMLElement>(".split > :first-child");
  if (!item || !list || list.scrollHeight <= list.clientHeight) return;
  const box = list.getBoundingClientRect();
  const room = Math.min(box.bottom, innerHeight) - box.top;
  list.scrollTop += item.getBoundingClientRect().top - box.top - Math.max(0, (room - item.offsetHeight) / 2);
}

export function listenToKeys(): void {
  showChosen();
  if (document.documentElement.dataset["keys"] === "off") return;
  for (const shown of document.querySelectorAll<HTMLElement>("kbd")) {
    const label = shown.textContent?.trim() ?? "";
    if (label.length === 1) shown.closest(PRESSABLE)?.setAttribute("aria-keyshortcuts", label);
  }
  document.addEventListener("keydown", press);
}
