import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SavedView, ViewSpec } from "~/bindings";
import { Icon, later, Menu, type MenuItem } from "~/components";
import { useAction, useRpc } from "~/data";
import { capsOf, handlerOf, runCommand, useCommand } from "~/keys";
import { queueSlugs } from "~/lib/queues";
import { numbers, searchOf } from "./spec";

const NameView = later(async () => (await import("./NameView")).NameView);

const chooseIds = { selectAll: "choose-all", selectFirst: "select-first", selectNone: "choose-none" } as const;

/** Handles one number key. Stands as a component because the number of keys is fixed and hooks are too. */
function NumberKey({
  number,
  view,
  onOpen,
}: {
  number: (typeof numbers)[number];
  view?: SavedView | undefined;
  onOpen: (view: SavedView) => void;
}) {
  useCommand(`view${number}`, view && { run: () => onOpen(view), hint: view.name });
  return null;
}

/** Kept views: a filter under a name and a number key. */
export function SavedViewsMenu({ spec }: { spec: ViewSpec }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const views = useRpc("saved_views", {}).data?.views ?? [];
  const [naming, setNaming] = useState(false);
  const remove = useAction("saved_view_remove");
  useCommand("saveView", { run: () => setNaming(true) });

  function open(view: SavedView) {
    const { scope } = view.spec;
    const search = searchOf(view.spec);
    if (scope.kind === "queue") void navigate({ to: "/q/$queue", params: { queue: queueSlugs[scope.queue] }, search });
    else void navigate({ to: "/orders", search });
  }

  const items: MenuItem[] = [
    { kind: "heading", id: "choose", label: t("commandGroup.select") },
    ...(["selectAll", "selectFirst", "selectNone"] as const).map((id) => ({
      id,
      label: t(`command.${id}`),
      keys: capsOf(id),
      reason: handlerOf(id) ? null : t("command.reason.notHere"),
      testId: chooseIds[id],
      onSelect: () => void runCommand(id),
    })),
    { kind: "line", id: "line-choose" },
    { kind: "heading", id: "views", label: t("views.title") },
    ...views.map((view) => ({
      id: `v-${view.name}`,
      label: view.name,
      keys: view.key === null ? undefined : String(view.key),
      testId: `view-${view.name}`,
      onSelect: () => open(view),
    })),
    { id: "save", label: t("views.save"), icon: "save", testId: "save-view", onSelect: () => setNaming(true) },
    ...views.map((view) => ({
      id: `x-${view.name}`,
      label: t("views.forget", { name: view.name }),
      icon: "x" as const,
      onSelect: () => remove.mutate({ name: view.name }),
    })),
  ];
  return (
    <>
      {numbers.map((number) => (
        <NumberKey key={number} number={number} view={views.find((view) => view.key === number)} onOpen={open} />
      ))}
      <Menu
        align="end"
        trigger={
          <button
            type="button"
            className="btn btn--icon"
            aria-label={t("views.menu")}
            title={t("views.menu")}
            data-testid="views-menu"
          >
            <Icon name="filter" />
          </button>
        }
        items={items}
      />
      {naming && <NameView spec={spec} views={views} onClose={() => setNaming(false)} />}
    </>
  );
}
