//! What a page's names mean, and which of them what is kept still uses.
//!
//! Owns looking names up once, in the resources they are used under, and writing the small dictionary at the end.

use hayro::kurbo::Affine;

use super::carry::Carrier;
use super::face::Kept;
use super::ink::Used;
use super::number;
use super::part::Part;
use super::state::Space;
use super::{KeptBecause, Stop, picture};
use crate::geometry::Rect;
use crate::raw::{Dict, Objects, RawFile, Value, is_name};

/// More names than a page of any use has.
const MOST_NAMES: usize = 4_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    State,
    Pattern,
    Shading,
    Object,
    Font,
}

impl Kind {
    fn category(self) -> &'static [u8] {
        match self {
            Self::Space => b"ColorSpace",
            Self::State => b"ExtGState",
            Self::Pattern => b"Pattern",
            Self::Shading => b"Shading",
            Self::Object => b"XObject",
            Self::Font => b"Font",
        }
    }
}

/// A graphics state dictionary, as far as it matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct GraphicsState {
    /// One bit an entry.
    pub sets: u32,
    /// Lets what lies below shine through.
    pub translucent: bool,
}

/// What `Do` draws.
#[derive(Debug, Clone, Copy)]
pub(super) enum Drawing {
    /// The picture's number on this page, and whether it is painted in the fill colour.
    Picture { number: u16, is_mask: bool },
    /// A content stream of its own.
    Form { id: u32 },
}

/// A picture that is drawn: its object's number, and which part of it where not all of it is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pictured {
    pub id: u32,
    pub part: Option<Part>,
}

pub(super) enum Face {
    /// A subset among those of the slimmer.
    Subset(usize),
    Kept(Kept),
    Unreadable,
}

struct Known<'f> {
    scope: usize,
    kind: Kind,
    name: &'f [u8],
    number: u16,
}

pub(super) struct Resources<'f> {
    pub file: &'f RawFile<'f>,
    scopes: Vec<Dict<'f>>,
    known: Vec<Known<'f>>,
    spaces: Vec<(Value<'f>, Space)>,
    states: Vec<(Value<'f>, GraphicsState)>,
    patterns: Vec<Value<'f>>,
    shadings: Vec<Value<'f>>,
    objects: Vec<Drawing>,
    pub pictures: Vec<Pictured>,
    fonts: Vec<Value<'f>>,
    /// Read fonts, by the numbers of `fonts`.
    pub faces: Vec<Face>,
}

impl<'f> Resources<'f> {
    pub(super) fn new(file: &'f RawFile<'f>) -> Self {
        Self {
            file,
            scopes: Vec::new(),
            known: Vec::new(),
            spaces: Vec::new(),
            states: Vec::new(),
            patterns: Vec::new(),
            shadings: Vec::new(),
            objects: Vec::new(),
            pictures: Vec::new(),
            fonts: Vec::new(),
            faces: Vec::new(),
        }
    }

    /// Opens the resources of a page or form; names are looked up under the number given back.
    pub(super) fn scope(&mut self, resources: Dict<'f>) -> Result<usize, Stop> {
        if let Some(known) = self.scopes.iter().position(|scope| std::ptr::eq(scope.0, resources.0)) {
            return Ok(known);
        }
        if let Some(Value::Dict(spaces)) = self.file.get(resources, b"ColorSpace") {
            let defaults: [&[u8]; 3] = [b"DefaultGray", b"DefaultRGB", b"DefaultCMYK"];
            if spaces.entries().any(|(key, _)| defaults.iter().any(|name| is_name(key, name))) {
                return Err(Stop::Keep(KeptBecause::Colours));
            }
        }
        self.scopes.push(resources);
        Ok(self.scopes.len() - 1)
    }

    /// The number of a name looked up before.
    #[inline]
    fn number(&self, scope: usize, kind: Kind, name: &[u8]) -> Option<u16> {
        self.known.iter().find(|k| k.name == name && k.kind == kind && k.scope == scope).map(|known| known.number)
    }

    /// The entry of a name, as written in the resources; it is remembered under the next number of its kind.
    fn entry(&mut self, scope: usize, kind: Kind, name: &[u8], number: usize) -> Result<Value<'f>, Stop> {
        const MISSING: Stop = Stop::Keep(KeptBecause::Missing);
        if self.known.len() >= MOST_NAMES {
            return Err(Stop::Keep(KeptBecause::TooMuch));
        }
        let scope_dict = *self.scopes.get(scope).ok_or(MISSING)?;
        let Some(Value::Dict(category)) = self.file.get(scope_dict, kind.category()) else { return Err(MISSING) };
        // Escapes in names are rare enough that both sides are compared as written.
        let entry = category.entries().filter(|(key, _)| *key == name).last();
        let (name, value) = entry.ok_or(MISSING)?;
        let number = u16::try_from(number).map_err(|_| MISSING)?;
        self.known.push(Known { scope, kind, name, number });
        Ok(value)
    }

    pub(super) fn space(&mut self, scope: usize, name: &[u8]) -> Result<Space, Stop> {
        if let Some(device) = device_space(name) {
            return Ok(device);
        }
        if let Some(number) = self.number(scope, Kind::Space, name) {
            return Ok(self.spaces[usize::from(number)].1);
        }
        let number = self.spaces.len();
        let value = self.entry(scope, Kind::Space, name, number)?;
        let named = match self.file.resolve(value) {
            Value::Name(name) => device_space(name),
            Value::Array(array) => {
                let mut items = array.items();
                match (items.next(), items.next()) {
                    (Some(Value::Name(name)), None) => device_space(name),
                    _ => None,
                }
            }
            _ => return Err(Stop::Keep(KeptBecause::Missing)),
        };
        let space = named.unwrap_or(Space::Named(u16::try_from(number).unwrap_or(u16::MAX)));
        self.spaces.push((value, space));
        Ok(space)
    }

    pub(super) fn pattern(&mut self, scope: usize, name: &[u8]) -> Result<u16, Stop> {
        // A pattern is laid from the corner of the content it is used in: that of a form inside is gone.
        if scope != 0 {
            return Err(Stop::Keep(KeptBecause::Colours));
        }
        if let Some(number) = self.number(scope, Kind::Pattern, name) {
            return Ok(number);
        }
        let number = self.patterns.len();
        let value = self.entry(scope, Kind::Pattern, name, number)?;
        self.patterns.push(value);
        Ok(u16::try_from(number).unwrap_or(u16::MAX))
    }

    pub(super) fn shading(&mut self, scope: usize, name: &[u8]) -> Result<u16, Stop> {
        if let Some(number) = self.number(scope, Kind::Shading, name) {
            return Ok(number);
        }
        let number = self.shadings.len();
        let value = self.entry(scope, Kind::Shading, name, number)?;
        self.shadings.push(value);
        Ok(u16::try_from(number).unwrap_or(u16::MAX))
    }

    /// A graphics state, numbered from 1.
    pub(super) fn state(&mut self, scope: usize, name: &[u8]) -> Result<(u16, GraphicsState), Stop> {
        if let Some(number) = self.number(scope, Kind::State, name) {
            return Ok((number, self.states[usize::from(number) - 1].1));
        }
        let number = self.states.len() + 1;
        let value = self.entry(scope, Kind::State, name, number)?;
        let Value::Dict(dict) = self.file.resolve(value) else { return Err(Stop::Keep(KeptBecause::Missing)) };
        let state = self.read_state(dict)?;
        self.states.push((value, state));
        Ok((u16::try_from(number).unwrap_or(u16::MAX), state))
    }

    pub(super) fn state_of(&self, number: u16) -> Option<GraphicsState> {
        self.states.get(usize::from(number).checked_sub(1)?).map(|state| state.1)
    }

    fn read_state(&self, dict: Dict<'f>) -> Result<GraphicsState, Stop> {
        const PLAIN: [&[u8]; 12] =
            [b"Type", b"SA", b"SM", b"AIS", b"TK", b"OP", b"op", b"OPM", b"ca", b"CA", b"SMask", b"BM"];
        let mut state = GraphicsState { sets: 0, translucent: false };
        for (key, value) in dict.entries() {
            let value = self.file.resolve(value);
            let at = PLAIN.iter().position(|plain| *plain == key).ok_or(Stop::Keep(KeptBecause::Blending))?;
            state.sets |= 1 << at;
            match key {
                b"ca" | b"CA" => state.translucent |= value.number() != Some(1.0),
                b"SMask" if !value.is_name(b"None") => return Err(Stop::Keep(KeptBecause::Blending)),
                b"BM" if !value.is_name(b"Normal") && !value.is_name(b"Compatible") => {
                    return Err(Stop::Keep(KeptBecause::Blending));
                }
                _ => {}
            }
        }
        Ok(state)
    }

    pub(super) fn object(&mut self, scope: usize, name: &[u8]) -> Result<Drawing, Stop> {
        if let Some(number) = self.number(scope, Kind::Object, name) {
            return Ok(self.objects[usize::from(number)]);
        }
        let number = self.objects.len();
        let Value::Ref(id) = self.entry(scope, Kind::Object, name, number)? else {
            return Err(Stop::Keep(KeptBecause::Missing));
        };
        let drawing = self.drawing(id)?;
        self.objects.push(drawing);
        Ok(drawing)
    }

    fn drawing(&mut self, id: u32) -> Result<Drawing, Stop> {
        let object = self.file.object(id).filter(|object| object.stream.is_some());
        let dict = object.ok_or(Stop::Keep(KeptBecause::Missing))?.dict();
        if dict.get(b"OC").is_some() {
            return Err(Stop::Keep(KeptBecause::Layers));
        }
        let subtype = self.file.get(dict, b"Subtype").unwrap_or(Value::Null);
        if subtype.is_name(b"Form") {
            return Ok(Drawing::Form { id });
        }
        if !subtype.is_name(b"Image") {
            return Err(Stop::Keep(KeptBecause::Missing));
        }
        let is_mask = matches!(self.file.get(dict, b"ImageMask"), Some(Value::Bool(true)));
        Ok(Drawing::Picture { number: self.pictured(Pictured { id, part: None })?, is_mask })
    }

    fn pictured(&mut self, picture: Pictured) -> Result<u16, Stop> {
        let known = self.pictures.iter().position(|known| *known == picture);
        let number = known.unwrap_or(self.pictures.len());
        if number >= MOST_NAMES {
            return Err(Stop::Keep(KeptBecause::TooMuch));
        }
        if known.is_none() {
            self.pictures.push(picture);
        }
        u16::try_from(number).map_err(|_| Stop::Keep(KeptBecause::TooMuch))
    }

    /// The number of the part of a picture that is seen (`seen` in the unit square), and where it stands in the unit square;
    /// `None` where that is as good as all of it.
    pub(super) fn part(&mut self, picture: u16, seen: Rect) -> Result<Option<(u16, Affine)>, Stop> {
        const MISSING: Stop = Stop::Keep(KeptBecause::Missing);
        let whole = self.pictures.get(usize::from(picture)).ok_or(MISSING)?;
        let id = whole.id;
        let object = self.file.object(id).ok_or(MISSING)?;
        let size = picture::size(self.file, object.dict()).ok_or(MISSING)?;
        let Some(part) = Part::of(size, seen) else { return Ok(None) };
        let number = self.pictured(Pictured { id, part: Some(part) })?;
        Ok(Some((number, part.within(size))))
    }

    /// The number of a font, and its dictionary where it is met for the first time; its face is then to be pushed.
    pub(super) fn font(&mut self, scope: usize, name: &[u8]) -> Result<(u16, Option<Dict<'f>>), Stop> {
        if let Some(number) = self.number(scope, Kind::Font, name) {
            return Ok((number, None));
        }
        let number = self.fonts.len();
        let value = self.entry(scope, Kind::Font, name, number)?;
        let Value::Dict(dict) = self.file.resolve(value) else { return Err(Stop::Keep(KeptBecause::Missing)) };
        self.fonts.push(value);
        Ok((u16::try_from(number).unwrap_or(u16::MAX), Some(dict)))
    }

    /// The dictionary of what was used. `picture` and `union` give object numbers here.
    pub(super) fn write(
        &self,
        used: &Used,
        pictures: &[(u16, u32)],
        unions: &[u32],
        out: &mut dyn Objects,
    ) -> Result<Vec<u8>, Stop> {
        const GONE: Stop = Stop::Keep(KeptBecause::Missing);
        let mut carrier = Carrier::new(self.file);
        let mut dict = b"<<".to_vec();
        let categories: [(&[u8], &[u8]); 6] = [
            (b"/ColorSpace", b"C"),
            (b"/ExtGState", b"G"),
            (b"/Font", b"FK"),
            (b"/Pattern", b"P"),
            (b"/Shading", b"S"),
            (b"/XObject", b"I"),
        ];
        for (category, letters) in categories {
            let mut inner = Vec::new();
            for (letter, at) in used.names().filter(|(letter, _)| letters.contains(letter)) {
                inner.extend_from_slice(&[b'/', letter]);
                number::integer(&mut inner, u64::from(at));
                let index = usize::from(at);
                let value = match letter {
                    b'C' => self.spaces.get(index).map(|space| space.0),
                    b'G' => self.states.get(index.wrapping_sub(1)).map(|state| state.0),
                    b'K' => self.fonts.get(index).copied(),
                    b'P' => self.patterns.get(index).copied(),
                    b'S' => self.shadings.get(index).copied(),
                    b'F' => {
                        reference(&mut inner, *unions.get(index).ok_or(GONE)?);
                        continue;
                    }
                    _ => {
                        let picture = pictures.iter().find(|(number, _)| *number == at).ok_or(GONE)?;
                        reference(&mut inner, picture.1);
                        continue;
                    }
                };
                write_value(&mut carrier, value.ok_or(GONE)?, &mut inner, out).ok_or(GONE)?;
            }
            if !inner.is_empty() {
                dict.extend_from_slice(category);
                dict.extend_from_slice(b"<<");
                dict.extend_from_slice(&inner);
                dict.extend_from_slice(b">>");
            }
        }
        dict.extend_from_slice(b">>");
        Ok(dict)
    }
}

fn reference(into: &mut Vec<u8>, id: u32) {
    into.push(b' ');
    number::integer(into, u64::from(id));
    into.extend_from_slice(b" 0 R");
}

pub(super) fn write_value(
    carrier: &mut Carrier<'_>,
    value: Value<'_>,
    into: &mut Vec<u8>,
    out: &mut dyn Objects,
) -> Option<()> {
    match value {
        Value::Ref(id) => reference(into, carrier.object(id, out)?),
        Value::Dict(dict) => {
            into.extend_from_slice(b"<<");
            into.extend_from_slice(&carrier.value(dict.0, out)?);
            into.extend_from_slice(b">>");
        }
        Value::Array(array) => {
            into.push(b'[');
            into.extend_from_slice(&carrier.value(array.0, out)?);
            into.push(b']');
        }
        Value::Name(name) => {
            into.push(b'/');
            into.extend_from_slice(name);
        }
        _ => return None,
    }
    Some(())
}

fn device_space(name: &[u8]) -> Option<Space> {
    Some(match name {
        b"DeviceGray" => Space::Gray,
        b"DeviceRGB" => Space::Rgb,
        b"DeviceCMYK" => Space::Cmyk,
        b"Pattern" => Space::Pattern,
        _ => return None,
    })
}
