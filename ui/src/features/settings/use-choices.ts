import { useQueryClient } from "@tanstack/react-query";
import type { AppError, Settings } from "~/bindings";
import { queryKey, useAction, useRpc } from "~/data";

/** People's choices with a way to change some of them; the screen shows a choice at once and takes it back on error. */
export function useChoices(): {
  choices: Settings | undefined;
  error: AppError | null;
  put: (part: Partial<Settings>) => void;
} {
  const client = useQueryClient();
  const reply = useRpc("settings_get", {});
  const save = useAction("settings_put");
  const key = queryKey("settings_get", {});
  function put(part: Partial<Settings>) {
    const before = client.getQueryData<Settings>(key) ?? reply.data;
    if (before === undefined) {
      return;
    }
    const after = { ...before, ...part };
    client.setQueryData(key, after);
    save.mutate(after, { onError: () => client.setQueryData(key, before) });
  }
  return { choices: reply.data, error: reply.error ?? save.error, put };
}
