//! The display: whether there is one, and how to draw on one without a graphics card.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

#[cfg(target_os = "linux")]
const NONE: &str = "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY leads to one).\n\
    On a machine without a screen use `./dev run --xvfb`, or the command line tool `godown-cli`.";
#[cfg(not(target_os = "linux"))]
const NONE: &str = "There is no display to open a window on.";

/// Without a graphics card WebKitGTK scrolls at a third of the frame rate unless DMABUF is off; with one, turning it off
/// makes things slower. So it is decided by what is there. A person's own setting wins.
///
/// WebKit reads the variable in its child processes, so the process starts itself anew with it rather than changing its
/// own environment under running threads.
#[cfg(target_os = "linux")]
pub fn prefer_software_rendering_without_gpu() {
    use std::os::unix::process::CommandExt;
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    if std::env::var_os(SWITCH).is_some() || has_gpu() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        // Returns only where it failed; the window then opens all the same, slower.
        let _ = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(SWITCH, "1").exec();
    }
}

/// Nothing to decide on other systems.
#[cfg(not(target_os = "linux"))]
pub fn prefer_software_rendering_without_gpu() {}

#[cfg(target_os = "linux")]
fn has_gpu() -> bool {
    std::fs::read_dir("/dev/dri")
        .is_ok_and(|nodes| nodes.flatten().any(|node| node.file_name().to_string_lossy().starts_with("renderD")))
}

/// Whether a display is named at all.
///
/// # Errors
/// What to tell the person where none is.
#[cfg(target_os = "linux")]
pub fn present() -> Result<(), String> {
    let named = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if named("DISPLAY") || named("WAYLAND_DISPLAY") { Ok(()) } else { Err(NONE.to_owned()) }
}

/// Whether a display is named at all.
///
/// # Errors
/// Never on this system.
#[cfg(not(target_os = "linux"))]
pub fn present() -> Result<(), String> {
    Ok(())
}

/// Runs what makes the window. The toolkit panics where a named display does not answer; that becomes a sentence.
///
/// # Errors
/// What to tell the person.
pub fn guarded<T>(make: impl FnOnce() -> T) -> Result<T, String> {
    let hook = take_hook();
    set_hook(Box::new(|_| {}));
    let made = catch_unwind(AssertUnwindSafe(make));
    set_hook(hook);
    made.map_err(|panic| {
        let cause = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_default();
        format!("{NONE}\nCause: {cause}")
    })
}
