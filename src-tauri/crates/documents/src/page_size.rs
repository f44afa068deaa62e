//! How large a page is as shown.

use crate::error::{DocumentError, guarded};
use crate::limits::Limits;
use crate::sound::SoundFile;

/// Shown width and height of a page in points. `page` counts from 0.
///
/// # Errors
/// When the file is refused or has no such page.
pub fn page_size(bytes: &[u8], page: usize) -> Result<(f64, f64), DocumentError> {
    guarded(|| {
        let mut file = SoundFile::open(bytes, &Limits::default())?;
        file.check_page(page)?;
        let frame = file.page(page)?.frame;
        Ok((frame.width, frame.height))
    })
}
