import { useQueryClient } from "@tanstack/react-query";
import type { AppError, Policies, PolicySheet } from "~/bindings";
import { queryKey, useAction, useRpc } from "~/data";

/** The limits and definitions, with a way to change some; the screen shows a change at once and takes it back on error. */
export function usePolicies(): {
  sheet: PolicySheet | undefined;
  error: AppError | null;
  busy: boolean;
  put: (part: Partial<Policies>, then?: () => void) => void;
  reset: (then?: () => void) => void;
} {
  const client = useQueryClient();
  const reply = useRpc("policies", {});
  const save = useAction("policies_put");
  const back = useAction("policies_reset");
  const key = queryKey("policies", {});
  const again = () => void client.invalidateQueries({ queryKey: key });
  function put(part: Partial<Policies>, then?: () => void) {
    const before = client.getQueryData<PolicySheet>(key) ?? reply.data;
    if (before === undefined) return;
    const policies = { ...before.policies, ...part };
    client.setQueryData(key, { ...before, policies, isChanged: true });
    save.mutate(policies, {
      onError: () => client.setQueryData(key, before),
      onSuccess: () => {
        again();
        then?.();
      },
    });
  }
  function reset(then?: () => void) {
    back.mutate(
      {},
      {
        onSuccess: () => {
          again();
          then?.();
        },
      },
    );
  }
  return {
    sheet: reply.data,
    error: reply.error ?? save.error ?? back.error,
    busy: save.isPending || back.isPending,
    put,
    reset,
  };
}
