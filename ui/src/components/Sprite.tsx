import { glyphShapes, iconShapes } from "./shapes";

/** Holds every shape once; rendered once at the root, before anything that shows an icon. */
export function Sprite() {
  return (
    <svg className="sprite" aria-hidden="true">
      {Object.entries(iconShapes).map(([name, shape]) => (
        <symbol key={name} id={`i-${name}`} viewBox="0 0 16 16">
          {shape}
        </symbol>
      ))}
      {Object.entries(glyphShapes).map(([name, shape]) => (
        <symbol key={name} id={`g-${name}`} viewBox="0 0 12 12">
          {shape}
        </symbol>
      ))}
    </svg>
  );
}
