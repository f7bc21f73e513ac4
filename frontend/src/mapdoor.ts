// Opens the drawn map when it is asked for: until then not one byte of it is fetched.
export function offerMaps(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-map-open]")) {
    const place = document.getElementById(button.dataset["mapOpen"] ?? "");
    if (!place) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      place.setAttribute("aria-busy", "true");
      try {
        const { openMap } = await import("./map");
        await openMap(place);
        button.hidden = true;
      } catch (error) {
        button.disabled = false;
        place.hidden = true;
        const note = place.parentElement?.querySelector<HTMLElement>("[data-map-broken]");
        if (note) note.hidden = false;
        console.error(error);
      } finally {
        place.removeAttribute("aria-busy");
      }
    });
  }
}
