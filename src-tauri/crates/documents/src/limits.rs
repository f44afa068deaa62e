//! How large a document may be before it is refused.
//!
//! Owns the numbers only; the places that count are [`crate::sound`] and [`crate::raster`].

/// Bounds on one document. The defaults leave a marketplace's bulk label file (25 KB a page) far inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: usize,
    /// Pages of the file.
    pub pages: usize,
    /// Indirect objects of the file.
    pub objects: usize,
    /// Bytes one stream may inflate to.
    pub stream_bytes: u64,
    /// Bytes everything one page refers to may inflate to.
    pub page_bytes: u64,
    /// Bytes of operators one page runs, a form drawn twice counting twice; a marketplace page has 370 KB.
    pub content_bytes: u64,
    /// Bytes all pages together may make a reader unpack, on average for each page, above twice [`Limits::content_bytes`].
    pub average_bytes: u64,
    /// Pixels of one image.
    pub image_pixels: u64,
    /// Longest side of a page, points.
    pub page_side: u32,
    /// Pages whose symbols are read from a picture because their text names no parcel; each costs 0.1 to 0.3 s.
    pub decoded_pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            pages: 2_000,
            objects: 1_000_000,
            stream_bytes: 64 << 20,
            page_bytes: 256 << 20,
            content_bytes: 32 << 20,
            average_bytes: 640 << 10,
            image_pixels: 16_000_000,
            page_side: 14_400,
            decoded_pages: 100,
        }
    }
}
