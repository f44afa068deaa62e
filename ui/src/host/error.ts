import type { AppError } from "~/bindings";

/** Whether something thrown is already the engine's error for a person. */
export function isAppError(thrown: unknown): thrown is AppError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "nextStep" in thrown;
}

/** Makes an error for a person out of anything thrown. */
export function asAppError(thrown: unknown): AppError {
  if (isAppError(thrown)) return thrown;
  return {
    code: "INTERNAL",
    message: "Godown could not carry this out.",
    nextStep: "Try again; if it stays, copy the details for support.",
    shipmentIds: [],
    changed: "unknown",
    detail: thrown instanceof Error ? thrown.message : String(thrown),
  };
}

/** The error for an engine that did not answer at all. */
export function unreachable(detail: string): AppError {
  return {
    code: "INTERNAL",
    message: "The engine of Godown does not answer.",
    nextStep: "Close Godown and open it again. Nothing is lost.",
    shipmentIds: [],
    changed: "unknown",
    detail,
  };
}
