//! The seal on what tells who a buyer is: the address in a row, and the files of labels and invoices.
//!
//! XChaCha20-Poly1305 with one key a seller. A sealed piece is bound to what it is about (a shipment's id, a file's name), so
//! that nobody can put one buyer's data in another's place. Files are sealed in pieces of 64 KiB, so that a long one is
//! written and read in little memory: each nonce holds a random beginning, the number of the piece and whether it is the
//! last one, so pieces cannot be left out, doubled, moved or cut off. Where the key is kept is not this module's business.

use std::io::{self, Read, Write};
use std::sync::Arc;

use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305, XNonce};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use siphasher::sip::SipHasher13;

/// Bytes of the key.
pub const KEY_BYTES: usize = 32;
/// What a sealed file begins with.
const HEAD: &[u8; 16] = b"godown sealed 1\n";
/// Plain bytes of a piece.
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
const NONCE: usize = 24;
/// Of a file's nonces: the part all its pieces share.
const SHARED: usize = NONCE - 5;

/// Why a seal could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key is not there: the key store is locked or lost it.
    #[error("the key of this seller's data is not there")]
    NoKey,
    /// Sealed with another key, or changed since.
    #[error("it was sealed with another key, or is damaged")]
    Broken,
    /// The disk.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// The key of a seller's data, or the knowledge that it is not there. Cheap to clone.
#[derive(Clone, Default)]
pub struct Seal(Option<Arc<Keys>>);

struct Keys {
    rows: XChaCha20Poly1305,
    files: XChaCha20Poly1305,
    prints: [u8; 16],
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_there() { "Seal(hidden)" } else { "Seal(no key)" })
    }
}

impl Seal {
    /// A seal of this key.
    pub fn new(key: &[u8; KEY_BYTES]) -> Self {
        // One key a purpose, so that no piece of one kind is ever taken for another.
        let derived = |purpose: &str| Sha256::new().chain_update(key).chain_update(purpose).finalize();
        let cipher = |purpose| XChaCha20Poly1305::new_from_slice(&derived(purpose)).ok();
        let mut prints = [0; 16];
        prints.iter_mut().zip(derived("godown fingerprints")).for_each(|(to, from)| *to = from);
        let keys = cipher("godown rows").zip(cipher("godown files"));
        Self(keys.map(|(rows, files)| Arc::new(Keys { rows, files, prints })))
    }

    /// The key is not there.
    pub fn missing() -> Self {
        Self(None)
    }

    /// Whether the key is there.
    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// Seals a piece of data about something; `None` where the key is not there.
    pub fn close(&self, about: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let keys = self.0.as_ref()?;
        let nonce = XNonce::from(random::<NONCE>());
        let sealed = keys.rows.encrypt(&nonce, Payload { msg: plain, aad: about.as_bytes() }).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Seal::close`] made about the same thing.
    ///
    /// # Errors
    /// [`SealError::NoKey`], [`SealError::Broken`].
    pub fn open(&self, about: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let keys = self.0.as_ref().ok_or(SealError::NoKey)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(SealError::Broken)?;
        let payload = Payload { msg: sealed, aad: about.as_bytes() };
        keys.rows.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Broken)
    }

    /// A number by which the same data is known again, and which tells nothing to who lacks the key.
    pub fn fingerprint(&self, plain: &[u8]) -> Option<i64> {
        let keys = self.0.as_ref()?;
        Some(SipHasher13::new_with_key(&keys.prints).hash(plain).cast_signed())
    }

    /// Begins a sealed file.
    ///
    /// # Errors
    /// [`SealError::NoKey`], and what `out` says.
    pub fn file<W: Write>(&self, mut out: W) -> Result<SealedFile<W>, SealError> {
        let keys = self.0.clone().ok_or(SealError::NoKey)?;
        let pieces = Pieces { keys, shared: random(), next: 0 };
        out.write_all(HEAD)?;
        out.write_all(&pieces.shared)?;
        Ok(SealedFile { out, pieces, piece: Vec::with_capacity(PIECE + TAG) })
    }

    /// Opens the sealed file called `name` into `out`, in little memory. What was written before a fault is found must not be
    /// used.
    ///
    /// # Errors
    /// [`SealError`] as it says.
    pub fn open_file(&self, name: &str, mut from: impl Read, out: &mut impl Write) -> Result<(), SealError> {
        let keys = self.0.clone().ok_or(SealError::NoKey)?;
        let mut head = [0; HEAD.len() + SHARED];
        from.read_exact(&mut head).map_err(cut_off)?;
        let (begins, shared) = head.split_at(HEAD.len());
        let shared = shared.try_into().map_err(|_| SealError::Broken)?;
        if begins != HEAD {
            return Err(SealError::Broken);
        }
        let mut pieces = Pieces { keys, shared, next: 0 };
        let mut piece = take_piece(&mut from)?;
        loop {
            let next = take_piece(&mut from)?;
            pieces.open(&mut piece, next.is_empty().then_some(name))?;
            out.write_all(&piece)?;
            if next.is_empty() {
                return Ok(());
            }
            piece = next;
        }
    }
}

/// A file while it is sealed. Its name is given at the end, because it may be that of its content.
pub struct SealedFile<W> {
    out: W,
    pieces: Pieces,
    piece: Vec<u8>,
}

impl<W: Write> SealedFile<W> {
    /// Writes the last piece, which binds all to the file's name, and gives the writer back.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(mut self, name: &str) -> io::Result<W> {
        self.pieces.close(&mut self.piece, Some(name))?;
        self.out.write_all(&self.piece)?;
        Ok(self.out)
    }
}

impl<W: Write> Write for SealedFile<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.piece.len() == PIECE && !bytes.is_empty() {
            // Only now is it certain that it is not the last one.
            self.pieces.close(&mut self.piece, None)?;
            self.out.write_all(&self.piece)?;
            self.piece.clear();
        }
        let taken = bytes.get(..bytes.len().min(PIECE - self.piece.len())).unwrap_or_default();
        self.piece.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The pieces of one file, in order.
struct Pieces {
    keys: Arc<Keys>,
    shared: [u8; SHARED],
    next: u32,
}

impl Pieces {
    fn close(&mut self, piece: &mut Vec<u8>, last: Option<&str>) -> io::Result<()> {
        let nonce = self.nonce(last.is_some())?;
        let about = last.unwrap_or_default().as_bytes();
        self.keys.files.encrypt_in_place(&nonce, about, piece).map_err(|_| io::ErrorKind::FileTooLarge.into())
    }

    fn open(&mut self, piece: &mut Vec<u8>, last: Option<&str>) -> Result<(), SealError> {
        let nonce = self.nonce(last.is_some())?;
        let about = last.unwrap_or_default().as_bytes();
        self.keys.files.decrypt_in_place(&nonce, about, piece).map_err(|_| SealError::Broken)
    }

    fn nonce(&mut self, is_last: bool) -> io::Result<XNonce> {
        let number = self.next;
        self.next = number.checked_add(1).ok_or(io::ErrorKind::FileTooLarge)?;
        let mut nonce = XNonce::default();
        let parts = self.shared.iter().copied().chain(number.to_be_bytes()).chain([u8::from(is_last)]);
        nonce.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        Ok(nonce)
    }
}

/// The next sealed piece; empty at the end.
fn take_piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE + TAG);
    from.take((PIECE + TAG) as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

fn cut_off(error: io::Error) -> SealError {
    if error.kind() == io::ErrorKind::UnexpectedEof { SealError::Broken } else { SealError::Disk(error) }
}

/// Bytes of the system's chance.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill(bytes.as_mut_slice());
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seal() -> Seal {
        Seal::new(&[7; KEY_BYTES])
    }

    fn sealed(seal: &Seal, name: &str, plain: &[u8], step: usize) -> Vec<u8> {
        let mut file = seal.file(vec![]).unwrap();
        plain.chunks(step).for_each(|part| file.write_all(part).unwrap());
        file.finish(name).unwrap()
    }

    fn opened(seal: &Seal, name: &str, file: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut plain = vec![];
        seal.open_file(name, file, &mut plain).map(|()| plain)
    }

    #[test]
    fn a_row_is_opened_only_where_it_belongs_and_only_with_its_key() {
        let row = seal().close("s1", b"Meera Test").unwrap();
        assert!(!row.windows(5).any(|part| part == b"Meera"));
        assert_eq!(seal().open("s1", &row).unwrap(), b"Meera Test");
        assert!(matches!(seal().open("s2", &row), Err(SealError::Broken)), "another shipment's row");
        assert!(matches!(Seal::new(&[8; 32]).open("s1", &row), Err(SealError::Broken)), "another key");
        assert!(matches!(Seal::missing().open("s1", &row), Err(SealError::NoKey)));
        assert!(Seal::missing().close("s1", b"x").is_none(), "nothing is kept that could not be sealed");
        assert_ne!(seal().close("s1", b"Meera Test").unwrap(), row, "the same data never looks the same");
    }

    #[test]
    fn the_same_data_is_known_again_by_the_key_alone() {
        assert_eq!(seal().fingerprint(b"a"), seal().fingerprint(b"a"));
        assert_ne!(seal().fingerprint(b"a"), seal().fingerprint(b"b"));
        assert_ne!(seal().fingerprint(b"a"), Seal::new(&[8; 32]).fingerprint(b"a"));
    }

    #[test]
    fn a_file_of_any_length_comes_back_and_keeps_its_name() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17] {
            let plain: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let file = sealed(&seal(), "name", &plain, 10_007);
            assert_eq!(opened(&seal(), "name", &file).unwrap(), plain, "{length} bytes");
            assert!(matches!(opened(&seal(), "other", &file), Err(SealError::Broken)), "a file in another's place");
            assert!(matches!(opened(&Seal::new(&[8; 32]), "name", &file), Err(SealError::Broken)));
            let pieces = plain.len().div_ceil(PIECE).max(1);
            assert_eq!(
                file.len(),
                HEAD.len() + SHARED + plain.len() + TAG * pieces,
                "nothing grows by more than its tags"
            );
        }
    }

    #[test]
    fn pieces_cannot_be_cut_off_left_out_doubled_or_moved() {
        let plain: Vec<u8> = (0..4 * PIECE).map(|at| (at / PIECE) as u8).collect();
        let file = sealed(&seal(), "name", &plain, PIECE);
        let head = HEAD.len() + SHARED;
        let piece = |number: usize| file[head + number * (PIECE + TAG)..][..PIECE + TAG].to_vec();
        let with = |order: &[usize]| {
            let parts: Vec<Vec<u8>> = order.iter().map(|number| piece(*number)).collect();
            [file[..head].to_vec(), parts.concat()].concat()
        };
        assert_eq!(with(&[0, 1, 2, 3]), file);
        for wrong in [&[0, 1, 2][..], &[0, 2, 3], &[0, 1, 1, 2, 3], &[1, 0, 2, 3], &[0, 1, 2, 3, 3], &[]] {
            assert!(matches!(opened(&seal(), "name", &with(wrong)), Err(SealError::Broken)), "{wrong:?}");
        }
        assert!(matches!(opened(&seal(), "name", b"%PDF-1.4 never sealed"), Err(SealError::Broken)));
    }

    proptest! {
        #[test]
        fn no_changed_byte_goes_unnoticed(plain in prop::collection::vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
            let mut file = sealed(&seal(), "name", &plain, 64);
            let at = at.index(file.len());
            file[at] ^= 1 << bit;
            prop_assert!(opened(&seal(), "name", &file).is_err());
        }
    }
}
