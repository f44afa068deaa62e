export { ShipmentPanel } from "./ShipmentPanel";
