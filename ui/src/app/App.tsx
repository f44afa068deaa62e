import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { Sprite } from "~/components";
import { makeClient } from "~/data";
import type { Host } from "~/host";

export function App({ host }: { host: Host }) {
  const [client] = useState(makeClient);
  void host;
  return (
    <QueryClientProvider client={client}>
      <Sprite />
    </QueryClientProvider>
  );
}
