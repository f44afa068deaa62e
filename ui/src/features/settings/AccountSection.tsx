import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Frame, Login, SellerHead } from "~/bindings";
import { Badge, Button, Dialog, type State } from "~/components";
import { ErrorNote, useAction } from "~/data";
import { day } from "~/lib/format";
import { useNow } from "~/lib/now";
import { loginLife } from "./account";
import { AccountForm } from "./AccountForm";
import { KeyStore } from "./Found";
import styles from "./settings.module.css";

const LOGIN: Record<Login, State> = { ok: "done", unknown: "unknown", missing: "urgent", refused: "refused" };

/** The open seller's account with its login's life; connecting, connecting again, forgetting. */
export function AccountSection({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const { seller } = frame;
  const [again, setAgain] = useState(false);
  const [removing, setRemoving] = useState(false);
  const connected = seller !== null && !seller.practice;
  const login = frame.status?.login ?? "unknown";
  const broken = login === "missing" || login === "refused";
  return (
    <>
      {connected ? (
        <>
          <div className="flex">
            <h2 className="h-title">{seller.name}</h2>
            <Badge is={LOGIN[login]}>{t(`settings.login.${login}`)}</Badge>
            <span className="grow" />
            <Button onClick={() => setAgain(!again)}>{t("settings.account.again")}</Button>
            <Button onClick={() => setRemoving(true)} data-testid="account-remove">
              {t("settings.account.remove")}
            </Button>
          </div>
          <Life frame={frame} seller={seller} />
        </>
      ) : (
        <>
          <h2 className="h-title">{t("settings.account.title")}</h2>
          <p className="muted">{t(seller === null ? "settings.account.lead" : "settings.account.leadPractice")}</p>
        </>
      )}
      {!connected || again || broken ? (
        <>
          {connected ? <h3 className="h-lead">{t("settings.account.againTitle")}</h3> : null}
          <AccountForm
            key={seller?.id ?? "new"}
            initial={connected ? { name: seller.name, clientId: seller.clientId, baseUrl: seller.baseUrl } : undefined}
            onConnected={() => setAgain(false)}
          />
        </>
      ) : null}
      {removing && seller !== null ? <RemoveDialog seller={seller} onClose={() => setRemoving(false)} /> : null}
      <Others frame={frame} />
    </>
  );
}

/** The login's life as a line, and whether this computer keeps it. */
function Life({ frame, seller }: { frame: Frame; seller: SellerHead }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const expires = frame.status?.loginExpiresAt ?? null;
  // Contract 4: an own application's token lives about 60 days, a third party's refresh token 180.
  const span = expires !== null && expires - now > 60 * 86_400_000 ? 180 : 60;
  const life = expires === null ? null : loginLife(expires, now, span);
  return (
    <>
      <dl className={styles["life"]}>
        <div>
          <dt>{t("settings.account.valid")}</dt>
          <dd>
            {life === null || expires === null ? (
              t("settings.account.validUnknown")
            ) : (
              <>
                <b>{t("settings.account.days", { count: life.daysLeft })}</b>{" "}
                {t("settings.account.until", { day: day(expires, now) })}
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t("settings.account.clientId")}</dt>
          <dd className="id">{seller.clientId}</dd>
        </div>
        <div>
          <dt>{t("settings.keyStore.title")}</dt>
          <dd>
            <KeyStore canKeep={frame.status?.loginKept ?? false} />
          </dd>
        </div>
      </dl>
      {life === null || expires === null ? null : (
        <div className={styles["span"]} aria-hidden="true">
          <i className={styles["used"]} style={{ width: `${life.used * 100}%` }} />
          <i className={styles["warn"]} style={{ left: "90%" }} />
          <span className={styles["here"]} style={{ left: `min(${life.used * 100}%, 80%)` }}>
            {t("settings.account.today")}
          </span>
          <span style={{ right: 0 }}>{day(expires, now)}</span>
        </div>
      )}
    </>
  );
}

/** Forgetting a login: what goes and what stays. */
function RemoveDialog({ seller, onClose }: { seller: SellerHead; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useAction("account_remove");
  return (
    <Dialog
      open
      onClose={onClose}
      width="32rem"
      title={t("settings.account.removeTitle", { name: seller.name })}
      lead={t("settings.account.removeText")}
      foot={
        <>
          <Button large keys="Esc" onClick={onClose}>
            {t("settings.account.removeBack")}
          </Button>
          <span className="grow" />
          <Button
            large
            look="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate({ id: seller.id }, { onSuccess: onClose })}
            data-testid="account-remove-confirm"
          >
            {t("settings.account.removeConfirm")}
          </Button>
        </>
      }
    >
      {remove.error === null ? null : <ErrorNote error={remove.error} />}
    </Dialog>
  );
}

/** Other sellers of this computer, with a way to open them. */
function Others({ frame }: { frame: Frame }) {
  const { t } = useTranslation();
  const open = useAction("seller_open");
  const others = frame.sellers.filter((seller) => seller.id !== frame.seller?.id && !seller.practice);
  if (others.length === 0) {
    return null;
  }
  return (
    <>
      <h3 className="h-lead" style={{ marginTop: "var(--s-24)" }}>
        {t("settings.account.others")}
      </h3>
      <ul className={styles["table"]}>
        {others.map((seller) => (
          <li key={seller.id}>
            <b>{seller.name}</b>
            <span className="id muted">{seller.clientId}</span>
            <span className="num">
              <Button busy={open.isPending} onClick={() => open.mutate({ id: seller.id })}>
                {t("settings.account.open")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {open.error === null ? null : <ErrorNote error={open.error} />}
    </>
  );
}
