import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { startWords } from "~/i18n";

beforeAll(() => startWords("en"));
afterEach(cleanup);
