// The theme's form posts without a script; with one the page changes at once and the cookie remembers.
const COOKIE = "qaraul_theme";
const YEAR_S = 365 * 24 * 3600;

export function remember(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax${secure}`;
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

export function switchTheme(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-switch]")) {
    button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const theme = isDark() ? "light" : "dark";
      document.documentElement.dataset["theme"] = theme;
      for (const other of document.querySelectorAll("[data-theme-switch]")) {
        other.setAttribute("aria-pressed", String(theme === "dark"));
      }
      remember(COOKIE, theme);
      document.dispatchEvent(new CustomEvent("qaraul:theme"));
    });
  }
}
