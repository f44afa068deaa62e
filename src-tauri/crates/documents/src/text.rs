//! What a page says, and where.
//!
//! Owns reading glyphs with their places off a page and building lines from positions: the marketplace's maker draws
//! every glyph on its own, so the order of operators means nothing. It does not know what the words are about.

mod device;
mod lines;

use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page};
use hayro::hayro_syntax::page::Page;

use crate::geometry::{PageFrame, Rect};
use device::Listener;
pub(crate) use device::{Glyph, Segment, Turn};
pub(crate) use lines::Line;

/// Text and rules of one page, in shown points.
#[derive(Debug, Default)]
pub(crate) struct PageText {
    /// Upright lines first, top to bottom, then turned ones.
    pub lines: Vec<Line>,
    /// Straight horizontal and vertical rules, drawn as strokes or thin boxes.
    pub segments: Vec<Segment>,
    /// Where pictures lie.
    pub images: Vec<Rect>,
    /// Anything at all was drawn.
    drawn: bool,
}

impl PageText {
    pub(crate) fn read<'a>(page: &Page<'a>, frame: &PageFrame, cache: &InterpreterCache<'a>) -> Self {
        let bounds = frame.bounds();
        let shown = hayro::kurbo::Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1);
        let settings = InterpreterSettings { render_content: RenderContent::PAGE, ..InterpreterSettings::default() };
        let mut context = Context::new(frame.to_shown, shown, cache, page.xref(), settings);
        let mut listener = Listener::new(bounds);
        interpret_page(page, &mut context, &mut listener);
        Self {
            lines: lines::build(listener.glyphs),
            segments: listener.segments,
            images: listener.images,
            drawn: listener.drawn,
        }
    }

    /// Whether the page shows neither letters nor pictures nor rules.
    pub(crate) fn is_blank(&self) -> bool {
        !self.drawn
    }

    /// All lines as plain text.
    pub(crate) fn plain(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(Line::text).collect();
        lines.join("\n")
    }

    /// The first glyph of the first upright line that says `words`, blanks and case aside.
    pub(crate) fn find(&self, words: &str) -> Option<&Glyph> {
        self.find_span(words).map(|(first, _)| first)
    }

    /// First and last glyph of the first upright line that says `words`.
    pub(crate) fn find_span(&self, words: &str) -> Option<(&Glyph, &Glyph)> {
        self.lines.iter().filter(|line| line.turn == Turn::Upright).find_map(|line| line.find_span(words))
    }
}
