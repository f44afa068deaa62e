import { Component, type ReactNode } from "react";
import { Translation } from "react-i18next";
import { Button, Trouble } from "~/components";

type Props = { children: ReactNode; resetKey: string };
type State = { error: Error | null; at: string };

/** Keeps a screen that broke from taking the frame with it. Another screen, or "try again", starts afresh. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, at: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.at ? null : { error: null, at: props.resetKey };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="work">
        <div className="body--pad">
          <Translation>
            {(t) => (
              <Trouble
                title={t("error.screen")}
                detail={{
                  word: t("error.detail"),
                  text: `${error.message}\n${error.stack ?? ""}`,
                  copy: { copy: t("error.copy"), copied: t("error.copied"), failed: t("error.copyFailed") },
                }}
                actions={<Button onClick={() => this.setState({ error: null })}>{t("error.again")}</Button>}
              >
                {t("error.screenNext")}
              </Trouble>
            )}
          </Translation>
        </div>
      </main>
    );
  }
}
