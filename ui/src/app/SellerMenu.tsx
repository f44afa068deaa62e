import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Frame } from "~/bindings";
import { Icon, Menu, type MenuItem } from "~/components";
import { useAction } from "~/data";

/** Which seller is open and which warehouse the queues are narrowed to. */
export function SellerMenu({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = useAction("seller_open");
  const practice = useAction("practice_open");
  const put = useAction("settings_put");
  const { seller, settings, locations } = frame;
  const place = locations.find((location) => location.id === settings.location);
  const narrow = (location: string) => put.mutate({ ...settings, location });
  const items: MenuItem[] = [
    { kind: "heading", id: "where", label: t("seller.locations") },
    {
      id: "l-",
      label: t("seller.allLocations"),
      checked: settings.location === "",
      testId: "location-all",
      onSelect: () => narrow(""),
    },
    ...locations.map((location) => ({
      id: `l-${location.id}`,
      label: location.name,
      checked: location.id === settings.location,
      testId: `location-${location.id}`,
      onSelect: () => narrow(location.id),
    })),
    { kind: "line", id: "line" },
    { kind: "heading", id: "who", label: t("seller.sellers") },
    ...frame.sellers.map((one) => ({
      id: `s-${one.id}`,
      label: one.name,
      hint: one.practice ? t("seller.practice") : undefined,
      checked: one.id === seller?.id,
      testId: `seller-${one.id}`,
      onSelect: () => open.mutate({ id: one.id }),
    })),
    ...(frame.sellers.some((one) => one.practice)
      ? []
      : [
          {
            id: "practice",
            label: t("seller.openPractice"),
            icon: "pack" as const,
            onSelect: () => practice.mutate({}),
          },
        ]),
    { id: "connect", label: t("seller.connect"), icon: "key", onSelect: () => void navigate({ to: "/settings" }) },
  ];
  return (
    <Menu
      trigger={
        <button type="button" className="nav__seller" aria-label={t("seller.menu")} data-testid="seller-menu">
          <span className="nav__crest">
            <Icon name="crest" />
          </span>
          <span className="grow">
            <b className="cut">{seller?.name}</b>
            <small className="cut">{place?.name ?? t("seller.allLocations")}</small>
          </span>
          <Icon name="down" />
        </button>
      }
      items={items}
    />
  );
}
