//! Rust types to TypeScript.

use specta::Types;
use specta_typescript::Typescript;

use crate::{AppError, AppEvent, COMMANDS, Commands};

/// The text of `ui/src/bindings.ts`.
///
/// # Errors
/// The exporter's words, where a type cannot be expressed.
pub fn typescript() -> Result<String, String> {
    let types = Types::default().register::<Commands>().register::<AppEvent>().register::<AppError>();
    let body = Typescript::default()
        .header("// Generated from src-tauri/crates/api by `./dev bindings`. Do not edit.\n")
        .export(&types, specta_serde::Format)
        .map_err(|error| error.to_string())?;
    let mut tables = String::from("\n/** Which change makes a query's reply stale. */\nexport const queryTags = {\n");
    for command in COMMANDS.iter().filter(|command| command.is_query) {
        let tags: Vec<String> = command.tags.iter().filter_map(|tag| serde_json::to_string(tag).ok()).collect();
        tables.push_str(&format!("  {}: [{}],\n", command.name, tags.join(", ")));
    }
    tables.push_str("} as const satisfies Partial<Record<keyof Commands, readonly Tag[]>>;\n");
    Ok(body + &tables)
}
