//! What drawing a page would take.
//!
//! The renderer keeps every edge it has met until the page is finished, at about seventy bytes for each four rows of dots an
//! edge runs through, and it knows no limit: a line of content of thirty bytes can ask for a hundred kilobytes. So edges,
//! filled dots, layers and picture dots are counted before anything is drawn. The counts err upwards.

use std::collections::HashMap;

use hayro::hayro_interpret::font::OutlineGlyph;
use hayro::hayro_interpret::{DrawMode, Paint, StrokeProps, pattern::Pattern};
use hayro::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape as _};

use crate::error::DocumentError;
use crate::sound::too_large;

/// A label has a few hundred: one dashed cut line.
const MOST_DASHES: f64 = 200_000.0;
/// Pieces of edges kept until the page is finished, about seventy bytes each. A marketplace page with its invoice has
/// a hundred thousand at 203 dpi.
const MOST_KEPT: f64 = 2_000_000.0;
/// Pieces of edges worked on, those of clips among them; ten million take about a second. A marketplace page that is drawn as
/// it came has five million: four thousand clips as large as the page.
const MOST_WORK: f64 = 30_000_000.0;
/// Dots of pictures unpacked, a picture drawn twice counting twice.
const MOST_PICTURE_DOTS: f64 = 64e6;
/// Copies of a pattern's cell laid out for one paint.
const MOST_CELLS: f64 = 10_000.0;
/// Rows and columns of dots the renderer takes at once.
const TILE: f64 = 4.0;
/// Filled dots that take as long as one piece of an edge.
const DOTS_A_PIECE: f64 = 512.0;

/// Pieces of edges: so many of a shape, and where it lies.
#[derive(Debug, Clone, Copy)]
struct Edges {
    pieces: f64,
    reach: Rect,
}

/// What was counted so far.
pub(super) struct Effort {
    /// The picture to be drawn, dots.
    shown: Rect,
    dashes: f64,
    kept: f64,
    work: f64,
    picture_dots: f64,
    cells: f64,
    /// Open clips, innermost last: what is painted inside takes over their edges.
    clips: Vec<Edges>,
    /// Length of a glyph's outline and how many pieces it has, in its own units.
    glyphs: HashMap<u128, (f64, f64, Rect)>,
}

impl Effort {
    pub(super) fn new(shown: Rect) -> Self {
        Self {
            shown,
            dashes: 0.0,
            kept: 0.0,
            work: 0.0,
            picture_dots: 0.0,
            cells: 0.0,
            clips: Vec::new(),
            glyphs: HashMap::new(),
        }
    }

    /// Refuses what would take the renderer too long or too much.
    pub(super) fn judge(&self) -> Result<(), DocumentError> {
        let over = |count: f64, most: f64| count.is_nan() || count > most;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the limits above")]
        let refused = |what, most: f64| Err(too_large(what, most as u64));
        if over(self.dashes, MOST_DASHES) {
            return refused("the number of dashes on a page", MOST_DASHES);
        }
        if over(self.cells, MOST_CELLS) {
            return refused("the number of copies of a pattern on a page", MOST_CELLS);
        }
        if over(self.picture_dots, MOST_PICTURE_DOTS) {
            return refused("the pixels of all pictures on a page", MOST_PICTURE_DOTS);
        }
        if over(self.kept, MOST_KEPT) {
            return refused("the number of edges on a page", MOST_KEPT);
        }
        if over(self.work, MOST_WORK) {
            return refused("the number of edges and clips on a page", MOST_WORK);
        }
        Ok(())
    }

    /// Whether counting further is of no use: it is refused already.
    pub(super) fn is_over(&self) -> bool {
        self.judge().is_err()
    }

    pub(super) fn path(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode, paint: &Paint<'_>) {
        let mut edges = self.edges(path, transform);
        if let DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) = mode {
            self.stroked(path, transform, stroke, &mut edges);
        }
        self.paint(edges, paint);
    }

    pub(super) fn rect(&mut self, rect: &Rect, transform: Affine, paint: &Paint<'_>) {
        let reach = transform.transform_rect_bbox(*rect);
        self.paint(Edges { pieces: upright(&reach.intersect(self.shown)), reach }, paint);
    }

    pub(super) fn glyph(&mut self, glyph: &OutlineGlyph, transform: Affine, mode: &DrawMode, paint: &Paint<'_>) {
        let (length, elements, boxed) = *self.glyphs.entry(glyph.identifier().cache_key()).or_insert_with(|| {
            let outline = glyph.outline();
            let boxed = if outline.is_empty() { Rect::ZERO } else { outline.control_box() };
            (controls_length(&outline, |point| point), count(&outline), boxed)
        });
        let stretch = stretch(transform);
        let reach = transform.transform_rect_bbox(boxed);
        let mut pieces = length * stretch / TILE + elements;
        if !matches!(mode, DrawMode::Fill(_)) {
            pieces *= 3.0;
        }
        if !reach.overlaps(self.shown) {
            pieces = 0.0;
        }
        self.paint(Edges { pieces, reach }, paint);
    }

    /// A picture of so many dots where the unit square goes.
    pub(super) fn picture(&mut self, dots: f64, transform: Affine) {
        self.picture_dots += dots;
        let reach = transform.transform_rect_bbox(Rect::new(0.0, 0.0, 1.0, 1.0));
        self.put(Edges { pieces: upright(&reach.intersect(self.shown)), reach });
    }

    /// A layer of its own, as large as the page.
    pub(super) fn layer(&mut self) {
        self.work += self.shown.area() / (DOTS_A_PIECE / 16.0);
    }

    pub(super) fn clip(&mut self, path: &BezPath) {
        let edges = self.edges(path, Affine::IDENTITY);
        self.open_clip(edges);
    }

    pub(super) fn clip_rect(&mut self, rect: &Rect) {
        self.open_clip(Edges { pieces: upright(&rect.intersect(self.shown)), reach: *rect });
    }

    fn open_clip(&mut self, mut edges: Edges) {
        let around = self.taken_over(&edges.reach);
        edges.pieces += around;
        self.work += edges.pieces;
        if let Some(outer) = self.clips.last() {
            edges.reach = edges.reach.intersect(outer.reach);
        }
        self.clips.push(edges);
    }

    pub(super) fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn paint(&mut self, edges: Edges, paint: &Paint<'_>) {
        if let Paint::Pattern(pattern) = paint {
            // Its cell or its shades are drawn into a picture of their own first.
            self.layer();
            if let Pattern::Tiling(tiling) = &**pattern {
                let copies = |size: f64, step: f32| size / f64::from(step.abs()).max(1e-9) + 2.0;
                self.cells += copies(tiling.bbox.width(), tiling.x_step) * copies(tiling.bbox.height(), tiling.y_step);
            }
        }
        self.put(edges);
    }

    fn put(&mut self, edges: Edges) {
        let pieces = edges.pieces + self.taken_over(&edges.reach);
        self.kept += pieces;
        self.work += pieces + edges.reach.intersect(self.shown).area() / DOTS_A_PIECE;
    }

    /// Edges of the clip around that run through the same rows.
    fn taken_over(&self, reach: &Rect) -> f64 {
        self.clips.last().map_or(0.0, |clip| {
            let (here, all) = (clip.reach.intersect(*reach).intersect(self.shown), clip.reach.intersect(self.shown));
            let rows = |rect: Rect| if rect.width() > 0.0 { rect.height().max(0.0) + 2.0 * TILE } else { 0.0 };
            clip.pieces * (rows(here) / rows(all).max(1.0)).min(1.0)
        })
    }

    fn stroked(&mut self, path: &BezPath, transform: Affine, stroke: &StrokeProps, edges: &mut Edges) {
        let wide = f64::from(stroke.line_width.abs()) * stretch(transform) + 1.0;
        // Both sides, and a cap or corner at every point.
        edges.pieces = edges.pieces * 2.0 + count(path) * (2.0 + wide.min(self.shown.height()) / TILE);
        edges.reach = edges.reach.inflate(wide, wide);
        if stroke.dash_array.is_empty() {
            return;
        }
        let period: f64 = stroke.dash_array.iter().map(|dash| f64::from(dash.abs())).sum();
        #[expect(clippy::cast_precision_loss, reason = "a count for an estimate")]
        let parts = stroke.dash_array.len() as f64;
        let dashes = path.perimeter(1.0) / period.max(1e-9) * parts;
        self.dashes += if dashes.is_finite() { dashes } else { f64::MAX };
        edges.pieces += dashes * (2.0 + wide.min(self.shown.height()) / TILE);
    }

    fn edges(&self, path: &BezPath, transform: Affine) -> Edges {
        if path.is_empty() {
            return Edges { pieces: 0.0, reach: Rect::ZERO };
        }
        let shown = self.shown;
        // What runs outside the picture has no rows in it.
        let inside = |point: Point| {
            let point = transform * point;
            Point::new(point.x.clamp(shown.x0, shown.x1), point.y.clamp(shown.y0, shown.y1))
        };
        Edges {
            pieces: controls_length(path, inside) / TILE + count(path),
            reach: transform.transform_rect_bbox(path.control_box()),
        }
    }
}

/// Of an upright box: two edges, and its area is counted apart.
fn upright(rect: &Rect) -> f64 {
    if rect.width() > 0.0 && rect.height() > 0.0 { 2.0 * (rect.height() / TILE + 1.0) } else { 0.0 }
}

fn stretch(transform: Affine) -> f64 {
    let [a, b, c, d, ..] = transform.as_coeffs();
    a.hypot(b).max(c.hypot(d))
}

fn count(path: &BezPath) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a count for an estimate")]
    let elements = path.elements().len() as f64;
    elements
}

/// The length of a path along its control points, which is never shorter than the path.
fn controls_length(path: &BezPath, through: impl Fn(Point) -> Point) -> f64 {
    let (mut length, mut start, mut at) = (0.0, Point::ZERO, Point::ZERO);
    for element in path.elements() {
        let mut to = |point: Point| {
            let point = through(point);
            length += (point.x - at.x).abs() + (point.y - at.y).abs();
            at = point;
        };
        match *element {
            PathEl::MoveTo(point) => {
                at = through(point);
                start = at;
            }
            PathEl::LineTo(point) => to(point),
            PathEl::QuadTo(one, point) => {
                to(one);
                to(point);
            }
            PathEl::CurveTo(one, two, point) => {
                to(one);
                to(two);
                to(point);
            }
            PathEl::ClosePath => {
                length += (start.x - at.x).abs() + (start.y - at.y).abs();
                at = start;
            }
        }
    }
    length
}
