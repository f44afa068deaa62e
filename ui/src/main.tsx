import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/noto-sans-devanagari/wght.css";
import "~/styles/tokens.css";
import "~/styles/components.css";
import "~/styles/app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "~/app/App";
import { readAhead } from "~/components";
import { setHost } from "~/data";
import { chooseHost, type Host } from "~/host";
import { keptLanguage, startWords } from "~/i18n";

/** In a development page `?fake` draws without an engine; a built page has no such thing. */
async function pickHost(): Promise<Host> {
  if (import.meta.env.DEV && new URLSearchParams(window.location.search).has("fake")) {
    const { fakeHost } = await import("~/test/fake-host");
    return fakeHost(Date.now(), !window.location.search.includes("first"));
  }
  return chooseHost();
}

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (!root) return;
  const host = await pickHost();
  setHost(host);
  await startWords(keptLanguage());
  createRoot(root).render(
    <StrictMode>
      <App host={host} />
    </StrictMode>,
  );
  readAhead();
}

void start();
