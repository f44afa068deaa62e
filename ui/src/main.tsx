import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/noto-sans-devanagari/wght.css";
import "~/styles/tokens.css";
import "~/styles/components.css";
import "~/styles/app.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "~/app/App";
import { setHost } from "~/data";
import { chooseHost } from "~/host";
import { startWords } from "~/i18n";

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (!root) return;
  const host = chooseHost();
  setHost(host);
  await startWords("en");
  createRoot(root).render(
    <StrictMode>
      <App host={host} />
    </StrictMode>,
  );
}

void start();
