// Passkeys: asks the browser for a credential and posts it with the form of the page.
// data-passkey = "sign-in" (options are fetched), "use" or "add" (options lie in the page).
type Options = { publicKey: unknown };

function optionsOf(form: HTMLFormElement, name: string): Options {
  const source = document.getElementById(form.dataset["options"] ?? "js_data");
  return (JSON.parse(source?.textContent ?? "{}") as Record<string, Options>)[name] as Options;
}

async function use(options: Options): Promise<Credential | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.publicKey as PublicKeyCredentialRequestOptionsJSON,
  );
  return navigator.credentials.get({ publicKey });
}

async function add(options: Options, isPasswordless: boolean): Promise<Credential | null> {
  const asked = structuredClone(options.publicKey) as PublicKeyCredentialCreationOptionsJSON;
  asked.authenticatorSelection = {
    ...asked.authenticatorSelection,
    residentKey: isPasswordless ? "required" : "discouraged",
    requireResidentKey: isPasswordless,
    ...(isPasswordless ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) });
}

async function credentialFor(form: HTMLFormElement): Promise<Credential | null> {
  switch (form.dataset["passkey"]) {
    case "add": {
      const passwordless = form.querySelector<HTMLInputElement>("input[name='passwordless']");
      return add(optionsOf(form, "creation_options"), passwordless?.checked ?? false);
    }
    case "use":
      return use(optionsOf(form, "request_options"));
    default: {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return use(((await answer.json()) as { request_options: Options }).request_options);
    }
  }
}

export function offerPasskeys(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    const buttons = [...form.elements, ...document.querySelectorAll(`button[form="${form.id}"]`)];
    if (!("PublicKeyCredential" in window)) continue;
    for (const button of buttons) if (button instanceof HTMLButtonElement) button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const refused = document.querySelector<HTMLElement>("[data-passkey-refused]");
      try {
        const credential = (await credentialFor(form)) as PublicKeyCredential | null;
        const field = form.querySelector<HTMLInputElement>("input[name='credential']");
        if (!credential || !field) throw new Error("no credential");
        field.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch {
        if (refused) refused.hidden = false; // the person closed the dialogue, or the key is not known here
      }
    });
  }
}
