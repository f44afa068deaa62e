import { useRef } from "react";
import { Field, Switch } from "~/components";
import input from "~/components/Input.module.css";
import styles from "./labels.module.css";
import { STRIP_WORDS, withWord } from "./layout-edit";
import type { FieldProps } from "./PaperFields";
import { useWords } from "./use-words";

const USUAL = "{sku} × {units} {more}  {place}  B{batch}";

/** The line printed under a label: a template whose words are pressed into it. */
export function StripField({ layout, onChange }: FieldProps) {
  const { t } = useWords();
  const box = useRef<HTMLInputElement>(null);
  function put(word: string) {
    const element = box.current;
    const end = layout.strip.length;
    const made = withWord(layout.strip, word, element?.selectionStart ?? end, element?.selectionEnd ?? end);
    onChange({ strip: made.text });
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(made.cursor, made.cursor);
    });
  }
  return (
    <section className={styles["fields"]} aria-label={t("labels.strip.title")}>
      <Switch on={layout.strip !== ""} onChange={(on) => onChange({ strip: on ? USUAL : "" })} testId="layout-strip-on">
        {t("labels.strip.title")}
      </Switch>
      {layout.strip === "" ? null : (
        <Field label={<span className="off">{t("labels.strip.template")}</span>} help={t("labels.strip.help")}>
          {({ id, describedBy }) => (
            <>
              <span className={`input ${input["box"] ?? ""}`}>
                <input
                  ref={box}
                  id={id}
                  aria-describedby={describedBy}
                  className={input["bare"]}
                  value={layout.strip}
                  onChange={(event) => onChange({ strip: event.target.value })}
                  data-testid="layout-strip"
                />
              </span>
              <span className={styles["words"]} role="group" aria-label={t("labels.strip.words")}>
                {STRIP_WORDS.map((word) => (
                  <button
                    key={word}
                    type="button"
                    className={styles["word"]}
                    title={t(`labels.strip.says.${word}`)}
                    data-testid={`strip-${word}`}
                    // The cursor stays in the line while a word is pressed into it.
                    onMouseDown={(event) => event.preventDefault()}
                    onClick={() => put(word)}
                  >
                    {t(`labels.strip.word.${word}`)}
                  </button>
                ))}
              </span>
            </>
          )}
        </Field>
      )}
    </section>
  );
}
