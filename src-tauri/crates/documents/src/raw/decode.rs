//! A stream's plain bytes, whole or not at all.
//!
//! Owns the bound and the checksum: a deflated stream must end where it says and its Adler-32 must hold. Filters the
//! marketplace does not use go through the reader for unusual files.

use flate2::{Decompress, FlushDecompress, Status};

use super::lex::{Dict, Value, name_bytes};
use super::{Object, RawFile};
use crate::error::DocumentError;
use crate::limits::Limits;
use crate::sound::too_large;

const BROKEN: DocumentError = DocumentError::Damaged("a compressed part of it is broken");

/// Filters in front of pictures: what they make are pixels, not bytes to read.
const PICTURES: [&[u8]; 6] = [b"DCTDecode", b"DCT", b"JPXDecode", b"JBIG2Decode", b"CCITTFaxDecode", b"CCF"];

impl RawFile<'_> {
    /// Replaces what `into` holds by the stream's plain bytes. A vector that is used again costs no memory anew.
    ///
    /// # Errors
    /// A broken or cut stream, one over the limit, or a picture.
    pub(crate) fn decode_into(
        &self,
        object: &Object<'_>,
        into: &mut Vec<u8>,
        limits: &Limits,
    ) -> Result<(), DocumentError> {
        let packed = object.stream.ok_or(DocumentError::Damaged("a part of a page is missing"))?;
        let dict = object.dict();
        match self.filters(dict).as_slice() {
            [] => {
                into.clear();
                into.extend_from_slice(packed);
            }
            [only] if is_flate(only) && self.parms(dict, 0).is_none() => return inflate_into(packed, into, limits),
            filters if filters.iter().any(|name| PICTURES.contains(&name.as_slice())) => {
                return Err(DocumentError::Damaged("a picture stands where drawing is expected"));
            }
            filters => self.decode_each(dict, filters, packed, into, limits)?,
        }
        if into.len() as u64 > limits.stream_bytes {
            return Err(too_large("the unpacked size of a stream", limits.stream_bytes));
        }
        Ok(())
    }

    /// The stream's plain bytes.
    ///
    /// # Errors
    /// As [`RawFile::decode_into`].
    pub(crate) fn decode(&self, object: &Object<'_>, limits: &Limits) -> Result<Vec<u8>, DocumentError> {
        let mut plain = Vec::new();
        self.decode_into(object, &mut plain, limits)?;
        Ok(plain)
    }

    /// A stream's filters, first to last, as plain names.
    pub(crate) fn filters(&self, dict: Dict<'_>) -> Vec<Vec<u8>> {
        let name = |value: Value<'_>| match value {
            Value::Name(name) => Some(name_bytes(name)),
            Value::Ref(_) => match self.resolve(value) {
                Value::Name(name) => Some(name_bytes(name)),
                _ => None,
            },
            _ => None,
        };
        match self.get(dict, b"Filter").or_else(|| self.get(dict, b"F")) {
            Some(Value::Array(names)) => names.items().filter_map(name).collect(),
            Some(one) => name(one).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// Numbers that go with the filter at a place.
    fn parms(&self, dict: Dict<'_>, at: usize) -> Option<lopdf::Dictionary> {
        let parms = match self.get(dict, b"DecodeParms").or_else(|| self.get(dict, b"DP"))? {
            Value::Array(each) => match each.items().nth(at)? {
                Value::Dict(dict) => dict,
                Value::Ref(id) => self.object(id)?.dict(),
                _ => return None,
            },
            Value::Dict(dict) if at == 0 => dict,
            _ => return None,
        };
        let numbers = parms.entries().filter_map(|(key, value)| match value {
            Value::Ref(id) => Some((key, self.object(id)?.value().int()?)),
            value => Some((key, value.int()?)),
        });
        let numbers = numbers.map(|(key, number)| (name_bytes(key), lopdf::Object::Integer(number)));
        let plain: lopdf::Dictionary = numbers.collect();
        (!plain.is_empty()).then_some(plain)
    }

    /// Filters one after the other. Lopdf knows them all but forgives a broken checksum, so deflated parts are proven first.
    fn decode_each(
        &self,
        dict: Dict<'_>,
        filters: &[Vec<u8>],
        packed: &[u8],
        into: &mut Vec<u8>,
        limits: &Limits,
    ) -> Result<(), DocumentError> {
        let mut packed = packed.to_vec();
        for (at, name) in filters.iter().enumerate() {
            let parms = self.parms(dict, at);
            if is_flate(name) {
                inflate_into(&packed, into, limits)?;
                if parms.is_none() {
                    std::mem::swap(&mut packed, into);
                    continue;
                }
            }
            let mut one = lopdf::Dictionary::new();
            one.set("Filter", lopdf::Object::Name(name.clone()));
            if let Some(parms) = parms {
                one.set("DecodeParms", parms);
            }
            let most = usize::try_from(limits.stream_bytes).unwrap_or(usize::MAX);
            packed =
                lopdf::Stream::new(one, packed).decompressed_content_with_limit(most).map_err(|error| match error {
                    lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
                        too_large("the unpacked size of a stream", limits.stream_bytes)
                    }
                    _ => BROKEN,
                })?;
        }
        *into = packed;
        Ok(())
    }
}

fn is_flate(name: &[u8]) -> bool {
    matches!(name, b"FlateDecode" | b"Fl")
}

/// Inflates a zlib stream to its end; its checksum must hold.
pub(crate) fn inflate_into(packed: &[u8], into: &mut Vec<u8>, limits: &Limits) -> Result<(), DocumentError> {
    into.clear();
    if packed.is_empty() {
        return Ok(());
    }
    let limit = usize::try_from(limits.stream_bytes).unwrap_or(usize::MAX);
    let mut inflater = Decompress::new(true);
    // Pages inflate thirtyfold; what is reserved and not used costs nothing.
    into.reserve(packed.len().saturating_mul(32).min(1 << 20).min(limit).max(1_024));
    loop {
        let before = (inflater.total_in(), into.len());
        let rest = packed.get(usize::try_from(before.0).unwrap_or(usize::MAX)..).unwrap_or_default();
        match inflater.decompress_vec(rest, into, FlushDecompress::None) {
            Ok(Status::StreamEnd) => break,
            Ok(_) if into.len() > limit => return Err(too_large("the unpacked size of a stream", limits.stream_bytes)),
            Ok(_) if into.len() == into.capacity() => into.reserve(into.capacity().min(limit).max(1_024)),
            Ok(_) if (inflater.total_in(), into.len()) != before => {}
            Ok(_) | Err(_) => return Err(BROKEN),
        }
    }
    if into.len() > limit { Err(too_large("the unpacked size of a stream", limits.stream_bytes)) } else { Ok(()) }
}
