import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startWords } from "~/i18n";

beforeAll(() => startWords("en"));
afterEach(cleanup);

// The whole page in an error message hides the message.
configure({ getElementError: (message) => new Error(message ?? "") });
