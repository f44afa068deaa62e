//! The content that is kept: state only before what is painted with it.
//!
//! Owns what has been written and which state that leaves. Every paint stands in a group `q .. Q` that holds its clips
//! and its matrix; a group stays open as long as the next paint fits it.

use hayro::kurbo::Affine;

use super::number;
use super::state::{Clip, Colour, Look, Space, decimals, stretch, write_matrix};
use super::words::{Letter, Words};
use crate::geometry::Rect;

/// A clip that is not an upright box, open at this point of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// 1 + the place of the one around it; 0 is none.
    pub around: usize,
    /// Distinguishes it from every other of the page.
    pub serial: u64,
    /// Its path and operators among the bytes of the open shapes.
    pub start: usize,
    pub end: usize,
}

/// The open shapes of clips, innermost last.
#[derive(Default)]
pub(super) struct Shapes {
    pub open: Vec<Shape>,
    pub bytes: Vec<u8>,
    pub count: u64,
}

impl Shapes {
    /// Forgets what was opened since.
    pub(super) fn truncate(&mut self, open: usize) {
        if let Some(first) = self.open.get(open) {
            self.bytes.truncate(first.start);
            self.open.truncate(open);
        }
    }

    fn serial(&self, shape: usize) -> u64 {
        shape.checked_sub(1).and_then(|at| self.open.get(at)).map_or(0, |shape| shape.serial)
    }

    /// Appends the clips from the outermost inwards.
    fn write(&self, shape: usize, out: &mut Vec<u8>) {
        let mut chain = Vec::new();
        let mut next = shape;
        while let Some(shape) = next.checked_sub(1).and_then(|at| self.open.get(at)) {
            chain.push(*shape);
            next = shape.around;
        }
        for shape in chain.iter().rev() {
            out.extend_from_slice(self.bytes.get(shape.start..shape.end).unwrap_or_default());
        }
    }
}

/// Parts of the look a paint uses.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Uses {
    pub fill: bool,
    pub stroke: bool,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    ctm: Affine,
    boxed: Option<Rect>,
    shape: u64,
}

/// Names of resources that what is kept uses, by letter and number, in the order of first use.
#[derive(Default)]
pub(super) struct Used(Vec<(u8, u16)>);

impl Used {
    pub(super) fn add(&mut self, letter: u8, number: u16) {
        if !self.0.contains(&(letter, number)) {
            self.0.push((letter, number));
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (u8, u16)> {
        self.0.iter().copied()
    }

    fn add_colour(&mut self, colour: &Colour) {
        if let Space::Named(number) = colour.space {
            self.add(b'C', number);
        }
        if let Some(pattern) = colour.pattern {
            self.add(b'P', pattern);
        }
    }
}

pub(super) struct Ink {
    pub out: Vec<u8>,
    pub used: Used,
    look: Look,
    group: Option<Group>,
    words: Words,
    decimals: usize,
    stretch: f64,
}

impl Ink {
    pub(super) fn new() -> Self {
        Self {
            out: Vec::new(),
            used: Used::default(),
            look: Look::INITIAL,
            group: None,
            words: Words::default(),
            decimals: 4,
            stretch: 1.0,
        }
    }

    /// Opens a group for a paint of this extent, unless the open one serves. `clear` is how far inside an upright clip
    /// the paint must lie to be drawn without it.
    pub(super) fn open(&mut self, ctm: Affine, clip: &Clip, shapes: &Shapes, extent: &Rect, clear: f64) {
        let free = inside(&extent.grow(clear), &clip.boxed);
        let shape = shapes.serial(clip.shape);
        if let Some(group) = &self.group
            && group.ctm == ctm
            && group.shape == shape
            && match group.boxed {
                None => free,
                Some(boxed) => boxed == clip.boxed || (free && inside(&extent.grow(clear), &boxed)),
            }
        {
            return;
        }
        self.close();
        let boxed = (!free).then_some(clip.boxed);
        self.out.extend_from_slice(b"q\n");
        if let Some(boxed) = boxed {
            for (value, end) in [(boxed.x0, b" "), (boxed.y0, b" "), (boxed.width(), b" "), (boxed.height(), b" ")] {
                number::write(&mut self.out, value, 5);
                self.out.extend_from_slice(end);
            }
            self.out.extend_from_slice(b"re\nW\nn\n");
        }
        shapes.write(clip.shape, &mut self.out);
        if ctm != Affine::IDENTITY {
            write_matrix(&mut self.out, ctm);
            self.out.extend_from_slice(b" cm\n");
        }
        self.stretch = stretch(ctm);
        self.decimals = decimals(self.stretch);
        self.group = Some(Group { ctm, boxed, shape });
    }

    /// Closes the open group unless the graphics states set in it can become the wanted ones.
    pub(super) fn make_way(&mut self, states: &[u16]) {
        if !self.look.states.iter().zip(states).all(|(set, wanted)| *set == 0 || set == wanted) {
            self.close();
        }
    }

    /// Closes the open group; what it set is forgotten.
    pub(super) fn close(&mut self) {
        self.words.end(&mut self.out);
        if self.group.take().is_some() {
            self.out.extend_from_slice(b"Q\n");
        }
        self.look = Look::INITIAL;
        self.words.forget();
    }

    /// Sets what the next paint uses.
    pub(super) fn set(&mut self, look: &Look, uses: Uses, dashes: &[Vec<u8>]) {
        if uses.fill && self.look.fill != look.fill {
            self.words.end_run(&mut self.out);
            look.fill.write(&mut self.out, false);
            self.used.add_colour(&look.fill);
            self.look.fill = look.fill;
        }
        if uses.stroke {
            if self.look.stroke != look.stroke {
                self.words.end_run(&mut self.out);
                look.stroke.write(&mut self.out, true);
                self.used.add_colour(&look.stroke);
                self.look.stroke = look.stroke;
            }
            if self.look.line != look.line {
                self.words.end_run(&mut self.out);
                self.set_line(look, dashes);
            }
        }
        if self.look.states != look.states {
            self.words.end_run(&mut self.out);
            for (set, wanted) in self.look.states.iter_mut().zip(look.states) {
                if *set != wanted {
                    self.out.extend_from_slice(b"/G");
                    number::integer(&mut self.out, u64::from(wanted));
                    self.out.extend_from_slice(b" gs\n");
                    self.used.add(b'G', wanted);
                    *set = wanted;
                }
            }
        }
    }

    fn set_line(&mut self, look: &Look, dashes: &[Vec<u8>]) {
        let (old, new) = (self.look.line, look.line);
        let mut set = |changed: bool, value: f64, digits: usize, operator: &[u8]| {
            if changed {
                number::write(&mut self.out, value, digits);
                self.out.extend_from_slice(operator);
            }
        };
        set(old.width != new.width, new.width, self.decimals + 2, b" w\n");
        set(old.cap != new.cap, f64::from(new.cap), 0, b" J\n");
        set(old.join != new.join, f64::from(new.join), 0, b" j\n");
        set(old.miter != new.miter, new.miter, 5, b" M\n");
        if old.dash != new.dash {
            self.out.extend_from_slice(dashes.get(usize::from(new.dash)).map_or(b"[] 0", Vec::as_slice));
            self.out.extend_from_slice(b" d\n");
        }
        self.look.line = new;
    }

    /// Shows a glyph in the open group.
    #[inline]
    pub(super) fn letter(&mut self, letter: &Letter<'_>) {
        self.used.add(letter.font.letter, letter.font.number);
        self.words.letter(letter, self.stretch, self.decimals, &mut self.out);
    }

    /// Appends operators that stand outside text.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut Vec<u8>, usize)) {
        self.words.end(&mut self.out);
        write(&mut self.out, self.decimals);
    }
}

pub(super) fn inside(inner: &Rect, outer: &Rect) -> bool {
    inner.x0 >= outer.x0 && inner.y0 >= outer.y0 && inner.x1 <= outer.x1 && inner.y1 <= outer.y1
}
