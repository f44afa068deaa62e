export { GuardrailsPage } from "./GuardrailsPage";
