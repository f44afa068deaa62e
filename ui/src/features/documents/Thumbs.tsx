import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PageImage, Rows } from "~/components";
import { usePicture } from "~/data";
import styles from "./documents.module.css";

type Props = {
  document: number;
  pages: number;
  open: number;
  /** Width over height, until the pictures tell their own. */
  ratio: number;
  onOpen: (page: number) => void;
};

const WIDTH = 160;
const ROW_REM = 8.25;
/** What only flies by is not drawn. */
const FLY_BY_MS = 120;

/** The pages small, each drawn when it comes to rest in sight; a thousand are no more work than ten. */
export function Thumbs({ document, pages, open, ratio, onOpen }: Props) {
  const { t } = useTranslation();
  return (
    <nav className={styles["thumbs"]} aria-label={t("documents.allPages")}>
      <Rows count={pages} rowKey={(page) => page} rowRem={ROW_REM} show={open} testId="document-thumbs">
        {(page) => (
          <div className={styles["thumbRow"]}>
            <button
              type="button"
              aria-pressed={page === open}
              aria-label={t("documents.page", { page: page + 1 })}
              data-testid={`thumb-${page + 1}`}
              onClick={() => onOpen(page)}
            >
              <Thumb document={document} page={page} ratio={ratio} />
              {page + 1}
            </button>
          </div>
        )}
      </Rows>
    </nav>
  );
}

function Thumb({ document, page, ratio }: { document: number; page: number; ratio: number }) {
  const [rests, setRests] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRests(true), FLY_BY_MS);
    return () => clearTimeout(timer);
  }, []);
  const picture = usePicture("document_page", { document, page, width: WIDTH }, rests);
  return (
    <span className={styles["thumb"]}>
      <PageImage
        src={picture.data?.dataUrl ?? null}
        alt=""
        ratio={ratio}
        failed={picture.error === null ? null : "–"}
      />
    </span>
  );
}
