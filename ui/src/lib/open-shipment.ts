import { useNavigate, useSearch } from "@tanstack/react-router";

/** Opens and closes the panel of a shipment over whatever screen is shown; the address bar keeps it. */
export function useOpenShipment() {
  const navigate = useNavigate();
  const { open } = useSearch({ strict: false }) as { open?: string };
  return {
    openId: open,
    openShipment: (id: string) =>
      void navigate({ to: ".", search: (before) => ({ ...before, open: id }), replace: true }),
    closeShipment: () =>
      void navigate({ to: ".", search: (before) => ({ ...before, open: undefined }), replace: true }),
  };
}
