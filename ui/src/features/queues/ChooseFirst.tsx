import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, TextField } from "~/components";
import { useGrid, type ViewLines } from "~/grid";
import { count } from "~/lib/format";

type Props = { lines: ViewLines; length: number; shipments: number; onClose: () => void };

/** Chooses the first N of the view, in the order on screen. They are chosen by name, so what is read later changes nothing. */
export function ChooseFirst({ lines, length, shipments, onClose }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(String(Math.min(30, shipments)));
  const wanted = Number.parseInt(typed, 10);
  const problem = !Number.isInteger(wanted) || wanted < 1 ? t("first.needsNumber") : null;

  async function choose() {
    if (problem) return;
    const ids: string[] = [];
    for (let start = 0; start < length && ids.length < wanted; start += 200) {
      // Each window decides whether another one is needed.
      // oxlint-disable-next-line no-await-in-loop
      ids.push(...(await lines.readIds(start, Math.min(200, length - start))));
    }
    const { chooseNone, choose } = useGrid.getState();
    chooseNone();
    choose(ids.slice(0, wanted), true);
    onClose();
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={t("first.title")}
      lead={t("first.lead", { n: count(shipments) })}
      width="24rem"
      focus={input}
      testId="choose-first-dialog"
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t("word.back")}</Button>
          <Button
            look="primary"
            keys="↵"
            reason={problem}
            data-testid="choose-first-confirm"
            onClick={() => void choose()}
          >
            {t("first.do", { n: problem ? "" : count(Math.min(wanted, shipments)) })}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void choose();
        }}
      >
        <TextField
          ref={input}
          label={t("first.label")}
          inputMode="numeric"
          value={typed}
          problem={typed === "" ? null : problem}
          data-testid="choose-first-input"
          onChange={setTyped}
        />
      </form>
    </Dialog>
  );
}
