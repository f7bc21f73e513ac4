// The seconds left to take an act back. The server decides; this only shows and then hides the offer.
function tick(offer: HTMLElement, until: number): void {
  const left = Math.ceil((until - Date.now()) / 1000);
  if (left <= 0) {
    offer.hidden = true;
    return;
  }
  const shown = offer.querySelector("[data-left]");
  if (shown) shown.textContent = `${left.toLocaleString(document.documentElement.lang)} ${offer.dataset["unit"] ?? "s"}`;
  setTimeout(() => tick(offer, until), 1000);
}

export function countDown(root: Document | HTMLElement): void {
  for (const offer of root.querySelectorAll<HTMLElement>("[data-undo]:not([data-counting])")) {
    offer.dataset["counting"] = "";
    tick(offer, Date.now() + Number(offer.dataset["undo"] ?? 10) * 1000);
  }
}
