// Says that the page is as old as its footer states while the device is offline.
export function watchConnection(): void {
  const note = document.querySelector<HTMLElement>("[data-offline]");
  if (!note) return;
  const show = (): void => {
    note.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
