import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Sprite } from "~/components";
import { makeClient, startFeed } from "~/data";
import type { Host } from "~/host";
import { useNotices } from "./notices";
import { makeRouter } from "./routes";

/** The whole page over one host. */
export function App({ host }: { host: Host }) {
  const [client] = useState(makeClient);
  const [router] = useState(makeRouter);
  useEffect(
    () =>
      startFeed(
        host,
        client,
        (notice) => useNotices.getState().say(notice.good, notice.text),
        (alert) =>
          void import("~/features/alerts").then(({ alertText }) => useNotices.getState().say(false, alertText(alert))),
      ),
    [host, client],
  );
  return (
    <QueryClientProvider client={client}>
      <Sprite />
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
