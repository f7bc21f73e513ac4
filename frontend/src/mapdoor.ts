// Opens the drawn map in place of the drawing when it is asked for: until then not one byte of it is fetched.
function drawingOf(place: HTMLElement): HTMLElement[] {
  const drawing = place.closest("section, main")?.querySelector<HTMLElement>(".choro");
  if (!drawing) return [];
  const legend = drawing.previousElementSibling;
  return legend instanceof HTMLElement && legend.matches(".leg") ? [drawing, legend] : [drawing];
}

// From then on the button changes between the two, and says to which.
function offerChange(button: HTMLButtonElement, place: HTMLElement, drawing: HTMLElement[]): void {
  const change = (): void => {
    const isOpen = place.hidden;
    place.hidden = !isOpen;
    for (const part of drawing) part.toggleAttribute("hidden", isOpen);
    const said = button.textContent ?? "";
    button.textContent = button.dataset["other"] ?? said;
    button.dataset["other"] = said;
  };
  place.hidden = true;
  change();
  button.addEventListener("click", change);
}

export function offerMaps(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-map-open]")) {
    const place = document.getElementById(button.dataset["mapOpen"] ?? "");
    if (!place) continue;
    button.hidden = false;
    const drawing = drawingOf(place);
    const openOnce = async (): Promise<void> => {
      button.disabled = true;
      place.setAttribute("aria-busy", "true");
      try {
        const { openMap } = await import("./map");
        drawing[0]?.before(place);
        await openMap(place);
        button.removeEventListener("click", openOnce);
        button.disabled = false;
        offerChange(button, place, drawing);
      } catch (error) {
        button.disabled = false;
        place.hidden = true;
        const note = place.parentElement?.querySelector<HTMLElement>("[data-map-broken]");
        if (note) note.hidden = false;
        console.error(error);
      } finally {
        place.removeAttribute("aria-busy");
      }
    };
    button.addEventListener("click", openOnce);
  }
}
