//! Everything painted that is not text: paths, pictures, shadings, forms, and the clips that hide them.

use hayro::kurbo::Affine;

use super::ink::{Shape, Uses, inside};
use super::lex::Lexer;
use super::path::Piece;
use super::resources::Drawing;
use super::state::{Colour, EVERYWHERE, Look, stretch};
use super::walk::{ODD, Walk};
use super::{KeptBecause, Stop, inline, number};
use crate::error::DocumentError;
use crate::geometry::Rect;
use crate::raw::{Dict, Value};

const DEEPEST_FORM: usize = 20;
/// Beyond this, points, readers no longer agree.
const FARTHEST: f64 = 1e6;
/// Painted this far inside an upright clip, points, a path looks the same without it; nearer, the clip's edge may
/// soften the path's own. A dot and a half at 203 dpi.
const CLEAR: f64 = 0.5;
/// So far a picture may reach out of its clip, points, and is still seen whole: less than a dot.
const UNSURE: f64 = 0.05;
/// A line without width is drawn one dot wide, on whichever side.
const HAIRLINE: f64 = 0.5;
/// More paints than a label has. Behind the last of them ink is taken to lie everywhere.
const MOST_INKED: usize = 8_192;

impl Walk<'_, '_> {
    /// Opens a group for something of this extent, sets what it is painted with, and takes it for ink all over.
    pub(super) fn prepare(&mut self, extent: &Rect, clear: f64, uses: Uses) -> Result<(), Stop> {
        self.open(extent, clear, uses)?;
        self.ink_on(*extent);
        Ok(())
    }

    fn ink_on(&mut self, extent: Rect) {
        match self.inked.len() + 1 {
            ..MOST_INKED => self.inked.push(extent),
            MOST_INKED => self.inked.push(EVERYWHERE),
            _ => {}
        }
    }

    fn open(&mut self, extent: &Rect, clear: f64, uses: Uses) -> Result<(), Stop> {
        let scale = stretch(self.state.ctm);
        let sound = (1e-5..=1e5).contains(&scale)
            && [extent.x0, extent.y0, extent.x1, extent.y1].iter().all(|side| side.abs() <= FARTHEST);
        if !sound && *extent != EVERYWHERE {
            return Err(ODD);
        }
        if self.ink.out.len() > self.most_out {
            return Err(Stop::Keep(KeptBecause::TooMuch));
        }
        self.ink.make_way(&self.state.look.states);
        self.ink.open(self.state.ctm, &self.state.clip, &self.shapes, extent, clear);
        self.ink.set(&self.state.look, uses, &self.dashes);
        Ok(())
    }

    /// Every reader has the same state.
    pub(super) fn certain(&self) -> Result<(), Stop> {
        if self.ambiguous { Err(ODD) } else { Ok(()) }
    }

    /// Paints the path, then clips with it where that was asked for.
    pub(super) fn paint(&mut self, fill: Option<bool>, stroke: bool, close: bool) -> Result<(), Stop> {
        if self.in_text || self.ambiguous {
            return Err(ODD);
        }
        if close && !self.path.is_empty() {
            self.path.push(Piece::Close, &[]);
        }
        if let Some(path) = self.path.extent(self.state.ctm) {
            let reach = if stroke { self.pen_reach(self.path.is_upright()) } else { 0.0 };
            let extent = path.grow(reach);
            if self.state.clip.shows(&extent) {
                self.open(&extent, CLEAR, Uses { fill: fill.is_some(), stroke })?;
                if fill.is_none() && self.path.as_box(self.state.ctm).is_some() {
                    frame(&path).into_iter().for_each(|side| self.ink_on(side.grow(reach)));
                } else if stroke || !self.state.look.fill.is_white() {
                    self.ink_on(extent);
                }
                let operator: &[u8] = match (fill, stroke) {
                    (Some(false), false) => b"f\n",
                    (Some(true), false) => b"f*\n",
                    (Some(false), true) => b"B\n",
                    (Some(true), true) => b"B*\n",
                    (None, _) => b"S\n",
                };
                let path = &self.path;
                self.ink.write(|out, decimals| {
                    path.write(out, decimals);
                    out.extend_from_slice(operator);
                });
            }
        }
        self.end_path()
    }

    /// How far a stroke reaches beyond its path, points.
    pub(super) fn pen_reach(&self, upright: bool) -> f64 {
        let line = &self.state.look.line;
        let corner = if line.join == 0 && !upright { line.miter.max(1.5) } else { 1.5 };
        line.width / 2.0 * stretch(self.state.ctm) * corner + HAIRLINE
    }

    /// `n`, and the end of every painted path.
    pub(super) fn end_path(&mut self) -> Result<(), Stop> {
        if self.in_text {
            return Err(ODD);
        }
        if let Some(even_odd) = self.clip.take() {
            self.narrow(even_odd);
        }
        self.path.clear();
        Ok(())
    }

    fn narrow(&mut self, even_odd: bool) {
        let clip = &mut self.state.clip;
        if clip.hides_all() {
            return;
        }
        if let Some(boxed) = self.path.as_box(self.state.ctm) {
            clip.boxed = clip.boxed.intersect(&boxed);
            clip.seen = clip.seen.intersect(&boxed);
            return;
        }
        // Readers differ on a clip without a path; each will go on seeing what it saw.
        if let Some(extent) = self.path.extent(self.state.ctm) {
            clip.seen = clip.seen.intersect(&extent);
        }
        let start = self.shapes.bytes.len();
        if !clip.hides_all() {
            self.path.write_through(&mut self.shapes.bytes, self.state.ctm);
            self.shapes.bytes.extend_from_slice(if even_odd { b"W*\nn\n" } else { b"W\nn\n" });
        }
        self.shapes.count += 1;
        let serial = self.shapes.count;
        self.shapes.open.push(Shape { around: clip.shape, serial, start, end: self.shapes.bytes.len() });
        clip.shape = self.shapes.open.len();
    }

    pub(super) fn draw(&mut self, name: &[u8]) -> Result<(), Stop> {
        self.outside()?;
        self.certain()?;
        match self.resources.object(self.scope, name)? {
            Drawing::Picture { number, is_mask } => self.picture(number, is_mask),
            Drawing::Form { id } => self.form(id),
        }
    }

    fn picture(&mut self, picture: u16, is_mask: bool) -> Result<(), Stop> {
        let extent = Rect::new(0.0, 0.0, 1.0, 1.0).through(self.state.ctm);
        if !self.state.clip.shows(&extent) {
            return Ok(());
        }
        let part = match self.seen_of(&extent) {
            Some(seen) => self.resources.part(picture, seen)?,
            None => None,
        };
        let (picture, within) = part.unwrap_or((picture, Affine::IDENTITY));
        if !self.over_ink.contains(&picture) && self.inked.iter().any(|ink| ink.touches(&extent)) {
            self.over_ink.push(picture);
        }
        self.prepare(&extent, CLEAR, Uses { fill: is_mask, stroke: false })?;
        if !is_mask {
            // For one that is written as a stencil.
            let black = Look { fill: Colour::BLACK, ..self.state.look };
            self.ink.set(&black, Uses { fill: true, stroke: false }, &self.dashes);
        }
        self.ink.used.add(b'I', picture);
        self.ink.write(|out, _| {
            if part.is_some() {
                out.extend_from_slice(b"q\n");
                for value in within.as_coeffs() {
                    number::write(out, value, 9);
                    out.push(b' ');
                }
                out.extend_from_slice(b"cm\n");
            }
            out.extend_from_slice(b"/I");
            number::integer(out, u64::from(picture));
            out.extend_from_slice(if part.is_some() { b" Do\nQ\n".as_slice() } else { b" Do\n" });
        });
        self.placed.push((picture, self.state.ctm * within));
        Ok(())
    }

    /// The part of the unit square that can be seen where a picture of this extent stands; `None` where all of it can.
    fn seen_of(&self, extent: &Rect) -> Option<Rect> {
        let seen = self.state.clip.seen;
        // The edge of a picture and that of its clip are rounded differently.
        if inside(extent, &seen.grow(UNSURE)) {
            return None;
        }
        let back = self.state.ctm.inverse();
        let unit = seen.intersect(extent).through(back).intersect(&Rect::new(0.0, 0.0, 1.0, 1.0));
        back.is_finite().then_some(unit)
    }

    pub(super) fn shade(&mut self, name: &[u8]) -> Result<(), Stop> {
        self.outside()?;
        self.certain()?;
        if self.state.clip.hides_all() {
            return Ok(());
        }
        let shading = self.resources.shading(self.scope, name)?;
        self.prepare(&EVERYWHERE, 0.0, Uses::default())?;
        self.ink.used.add(b'S', shading);
        self.ink.write(|out, _| {
            out.extend_from_slice(b"/S");
            number::integer(out, u64::from(shading));
            out.extend_from_slice(b" sh\n");
        });
        Ok(())
    }

    pub(super) fn inline_picture(&mut self, bytes: &[u8], lexer: &mut Lexer<'_>) -> Result<(), Stop> {
        self.outside()?;
        self.certain()?;
        let picture = inline::read(bytes, lexer).ok_or(Stop::Keep(KeptBecause::InlinePicture))?;
        let extent = Rect::new(0.0, 0.0, 1.0, 1.0).through(self.state.ctm);
        if !self.state.clip.shows(&extent) {
            return Ok(());
        }
        if self.seen_of(&extent).is_some() {
            return Err(Stop::Keep(KeptBecause::HiddenPicture));
        }
        self.prepare(&extent, CLEAR, Uses { fill: true, stroke: false })?;
        self.ink.write(|out, _| {
            out.extend_from_slice(b"BI\n");
            out.extend_from_slice(picture.of(bytes));
            out.extend_from_slice(b"\nEI\n");
        });
        Ok(())
    }

    /// Walks into a form as if its content stood here.
    fn form(&mut self, id: u32) -> Result<(), Stop> {
        const MISSING: Stop = Stop::Keep(KeptBecause::Missing);
        if self.forms.contains(&id) || self.forms.len() >= DEEPEST_FORM {
            return Err(DocumentError::DrawsItself.into());
        }
        let file = self.resources.file;
        let object = file.object(id).ok_or(MISSING)?;
        let dict = object.dict();
        if let Some(Value::Dict(group)) = file.get(dict, b"Group") {
            let states = self.state.look.states;
            let shines = states.iter().any(|at| self.resources.state_of(*at).is_some_and(|state| state.translucent));
            if shines || matches!(file.get(group, b"K"), Some(Value::Bool(true))) {
                return Err(Stop::Keep(KeptBecause::Blending));
            }
        }
        let numbers = |key: &[u8]| match file.get(dict, key) {
            Some(Value::Array(array)) => {
                array.items().map(|item| file.resolve(item).number()).collect::<Option<Vec<f64>>>()
            }
            _ => None,
        };
        let matrix: [f64; 6] = match dict.get(b"Matrix") {
            None => Affine::IDENTITY.as_coeffs(),
            Some(_) => numbers(b"Matrix").and_then(|matrix| matrix.try_into().ok()).ok_or(MISSING)?,
        };
        let bounds = numbers(b"BBox").ok_or(MISSING)?;
        let &[x0, y0, x1, y1] = bounds.as_slice() else { return Err(MISSING) };
        let outer = (self.scope, self.text_matrix, self.line_matrix);
        self.save()?;
        self.state.ctm *= Affine::new(matrix);
        let bounds = Rect::new(x0, y0, x1, y1);
        self.path.push(Piece::Box, &[bounds.x0, bounds.y0, bounds.width(), bounds.height()]);
        self.narrow(false);
        self.path.clear();
        if !self.state.clip.hides_all() {
            let own = match file.get(dict, b"Resources") {
                Some(Value::Dict(own)) => Some(own),
                Some(_) => Some(Dict::default()),
                None => None,
            };
            if let Some(own) = own {
                self.scope = self.resources.scope(own)?;
            }
            let content = file.decode(&object, self.shelf.limits)?;
            self.forms.push(id);
            self.content(&content)?;
            self.forms.pop();
        }
        self.restore();
        (self.scope, self.text_matrix, self.line_matrix) = outer;
        Ok(())
    }
}

/// The four sides of a box.
fn frame(box_: &Rect) -> [Rect; 4] {
    let Rect { x0, y0, x1, y1 } = *box_;
    [Rect { x1: x0, ..*box_ }, Rect { x0: x1, ..*box_ }, Rect { y1: y0, ..*box_ }, Rect { y0: y1, ..*box_ }]
}
