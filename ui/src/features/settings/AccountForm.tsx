import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AccountForm as Form, AccountTest, AppError } from "~/bindings";
import { Button, Icon, Mark, TextField } from "~/components";
import { ErrorNote, rpc } from "~/data";
import { baseUrlProblem, canTry, EMPTY_FORM, keyProblem } from "./account";
import { Found } from "./Found";
import styles from "./settings.module.css";

type Props = {
  /** Filled in beforehand where an account is connected again; never the secret. */
  initial?: { name: string; clientId: string; baseUrl: string } | undefined;
  /** The seller that is open now. */
  onConnected?: ((sellerId: string) => void) | undefined;
  /** The way back, where there is one. */
  onBack?: (() => void) | undefined;
};

type Stand =
  | { kind: "typing" }
  | { kind: "testing" }
  | { kind: "tested"; found: AccountTest }
  | { kind: "connecting"; found: AccountTest | null }
  | { kind: "connected"; name: string }
  | { kind: "failed"; error: AppError };

/**
 * Connects a seller account in steps: where the keys are, the keys, a test that changes nothing, and keeping them.
 * The secret lives in this form until it is handed over, and is gone from it right after; it is never read back.
 */
export function AccountForm({ initial, onConnected, onBack }: Props) {
  const { t } = useTranslation();
  const [form, setForm] = useState<Form>({ ...EMPTY_FORM, ...initial });
  const [stand, setStand] = useState<Stand>({ kind: "typing" });
  const change = (part: Partial<Form>) => {
    setForm((before) => ({ ...before, ...part }));
    setStand({ kind: "typing" });
  };
  const clean: Form = { ...form, name: form.name.trim(), baseUrl: form.baseUrl.trim() };
  async function test() {
    setStand({ kind: "testing" });
    try {
      setStand({ kind: "tested", found: await rpc("account_test", clean) });
    } catch (error) {
      setStand({ kind: "failed", error: error as AppError });
    }
  }
  async function connect() {
    setStand({ kind: "connecting", found: stand.kind === "tested" ? stand.found : null });
    try {
      const seller = await rpc("account_add", clean);
      setForm((before) => ({ ...before, clientSecret: "" }));
      setStand({ kind: "connected", name: clean.name === "" ? clean.clientId : clean.name });
      onConnected?.(seller.id);
    } catch (error) {
      setStand({ kind: "failed", error: error as AppError });
    }
  }
  const reason = canTry(form) ? null : t("settings.account.needKeys");
  return (
    <form data-testid="account-form" onSubmit={(event) => event.preventDefault()} autoComplete="off">
      <ol className={styles["steps"]}>
        <li className={styles["now"]}>
          <span className={styles["no"]}>1</span>
          <div>
            <b>{t("settings.account.step1")}</b>
            <p className="muted">{t("settings.account.step1Text")}</p>
          </div>
        </li>
        <li className={styles["now"]}>
          <span className={styles["no"]}>2</span>
          <div>
            <b>{t("settings.account.step2")}</b>
            <Keys form={form} onChange={change} />
          </div>
        </li>
        <li className={stand.kind === "tested" || stand.kind === "connected" ? styles["ok"] : undefined}>
          <span className={styles["no"]}>
            {stand.kind === "tested" || stand.kind === "connected" ? <Icon name="check" /> : "3"}
          </span>
          <div>
            <b>{t("settings.account.step3")}</b>
            <p className="muted">{t("settings.account.step3Text")}</p>
            {stand.kind === "tested" ? <Found found={stand.found} /> : null}
            {stand.kind === "failed" ? <ErrorNote error={stand.error} /> : null}
            {stand.kind === "connected" ? (
              <p className={styles["found"]}>
                <Mark is="done">{t("settings.account.connected", { name: stand.name })}</Mark>
              </p>
            ) : null}
          </div>
        </li>
      </ol>
      <div className={styles["foot"]}>
        <Button
          large
          reason={reason}
          busy={stand.kind === "testing"}
          onClick={() => void test()}
          data-testid="account-test"
        >
          {stand.kind === "testing" ? t("settings.account.testing") : t("settings.account.test")}
        </Button>
        <Button
          large
          look="primary"
          type="submit"
          reason={stand.kind === "connected" ? t("settings.account.alreadyConnected") : reason}
          busy={stand.kind === "connecting"}
          onClick={() => void connect()}
          data-testid="account-connect"
        >
          {t("settings.account.connect")}
        </Button>
        {onBack === undefined ? null : (
          <Button large look="ghost" onClick={onBack}>
            {t("settings.back")}
          </Button>
        )}
        <span className="muted small" style={{ marginLeft: "auto" }}>
          {t("settings.account.kept")}
        </span>
      </div>
    </form>
  );
}

/** Name, the two keys, and, folded, another marketplace. */
function Keys({ form, onChange }: { form: Form; onChange: (part: Partial<Form>) => void }) {
  const { t } = useTranslation();
  const problem = (key: string) => {
    const found = keyProblem(key);
    return found === null ? null : t(`settings.account.key.${found}`);
  };
  return (
    <>
      <div className={styles["pair"]}>
        <TextField
          code
          label={t("settings.account.clientId")}
          value={form.clientId}
          problem={problem(form.clientId)}
          good={
            form.clientId === "" || keyProblem(form.clientId) !== null
              ? null
              : t("settings.account.characters", { count: form.clientId.length })
          }
          onChange={(clientId) => onChange({ clientId })}
          spellCheck={false}
          autoComplete="off"
          data-testid="account-client-id"
        />
        <TextField
          code
          type="password"
          label={t("settings.account.secret")}
          value={form.clientSecret}
          problem={problem(form.clientSecret)}
          onChange={(clientSecret) => onChange({ clientSecret })}
          spellCheck={false}
          autoComplete="new-password"
          data-testid="account-secret"
        />
        <TextField
          label={t("settings.account.name")}
          help={t("settings.account.nameHelp")}
          value={form.name}
          onChange={(name) => onChange({ name })}
          data-testid="account-name"
        />
      </div>
      <details className={styles["more"]} open={form.baseUrl !== "" ? true : undefined}>
        <summary>{t("settings.account.other")}</summary>
        <div className={styles["pair"]}>
          <TextField
            label={t("settings.account.baseUrl")}
            help={t("settings.account.baseUrlHelp")}
            problem={baseUrlProblem(form.baseUrl) ? t("settings.account.baseUrlProblem") : null}
            value={form.baseUrl}
            onChange={(baseUrl) => onChange({ baseUrl })}
            placeholder="https://"
            spellCheck={false}
            data-testid="account-base-url"
          />
        </div>
      </details>
    </>
  );
}
