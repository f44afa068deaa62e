import "i18next";
import type { Words } from "./index";

declare module "i18next" {
  type CustomTypeOptions = { defaultNS: "translation"; resources: { translation: Words } };
}
