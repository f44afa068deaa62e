//! Where a person's data lies.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::HostError;

/// Names another data folder, for development and tests.
pub const DATA_DIR_VARIABLE: &str = "GODOWN_DATA_DIR";

/// The data folder: `GODOWN_DATA_DIR` where set, else `godown` in the system's folder for application data
/// (`$XDG_DATA_HOME` or `~/.local/share` on Linux).
///
/// # Errors
/// [`HostError::NoDataDir`] where the system names no such folder.
pub fn default_data_dir() -> Result<PathBuf, HostError> {
    choose(std::env::var_os(DATA_DIR_VARIABLE), dirs::data_dir()).ok_or(HostError::NoDataDir)
}

fn choose(named: Option<OsString>, system: Option<PathBuf>) -> Option<PathBuf> {
    named.filter(|path| !path.is_empty()).map(PathBuf::from).or_else(|| system.map(|base| base.join("godown")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_is_taken_as_it_is() {
        let chosen = choose(Some("/srv/desk".into()), Some("/home/a/.local/share".into()));
        assert_eq!(chosen, Some(PathBuf::from("/srv/desk")), "a named folder gets no name of ours appended");
    }

    #[test]
    fn otherwise_the_systems_folder_holds_one_of_ours() {
        let system = Some(PathBuf::from("/home/a/.local/share"));
        assert_eq!(choose(None, system.clone()), Some(PathBuf::from("/home/a/.local/share/godown")));
        assert_eq!(
            choose(Some("".into()), system),
            Some(PathBuf::from("/home/a/.local/share/godown")),
            "an empty variable must not put a database into the working directory"
        );
    }

    #[test]
    fn no_folder_is_an_answer() {
        assert_eq!(choose(None, None), None);
    }
}
