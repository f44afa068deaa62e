//! Godown's window: one page, one `rpc` command, one event bridge. Everything else is the engine's.
//!
//! ```text
//! godown [--practice] [--data-dir DIR]
//! ```
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod display;
mod files;
mod options;
mod single;
mod window;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use godown_api::{AppError, AppEvent};
use godown_host::{Background, LogTo};
use godown_ops::Desks;
use serde_json::Value;
use tauri::{Emitter, Manager, RunEvent, State};
use tauri_plugin_notification::NotificationExt;

use crate::options::Options;

/// Name of the event the page hears.
const APP_EVENT: &str = "app-event";
/// How long the engine may take to finish the call in flight when the window closes.
const LAST_CALL: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    display::prefer_software_rendering_without_gpu();
    let options = Options::parse();
    if let Err(why) = display::present() {
        return say(&why, 2);
    }
    let data_dir = match options.data_dir.clone().map_or_else(godown_host::default_data_dir, Ok) {
        Ok(data_dir) => data_dir,
        Err(error) => return say(&error.to_string(), 1),
    };
    let practice = match godown_host::PracticeOptions::from_environment() {
        Ok(practice) => practice,
        Err(error) => return say(&error.to_string(), 1),
    };
    let log_to = if cfg!(debug_assertions) { LogTo::FileAndTerminal } else { LogTo::File };
    let _log = godown_host::start_log(&data_dir, log_to);
    let desks = godown_host::open_desks(&data_dir, practice, Background::On);
    let app = match display::guarded(|| build(desks, &options)) {
        Ok(Ok(app)) => app,
        Ok(Err(error)) => return say(&format!("The window could not be made: {error}"), 1),
        Err(why) => return say(&why, 2),
    };
    app.run(|handle, event| {
        if let RunEvent::Exit = event {
            let desks = handle.state::<Desks>().inner().clone();
            let ended =
                tauri::async_runtime::block_on(async { tokio::time::timeout(LAST_CALL, desks.shut_down()).await });
            if ended.is_err() {
                tracing::warn!("a call was still in flight at the end; its outcome is read back at the next start");
            }
        }
    });
    ExitCode::SUCCESS
}

fn build(desks: Desks, options: &Options) -> tauri::Result<tauri::App> {
    let practice = options.practice;
    let webview_dir = desks.data_dir().join("webview");
    tauri::Builder::default()
        .plugin(single::plugin(desks.data_dir()))
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::remembered()).build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .manage(desks.clone())
        .invoke_handler(tauri::generate_handler![rpc, files::ask_save_path, files::open_file])
        .setup(move |app| {
            tauri::async_runtime::spawn(feed(desks.clone()));
            tauri::async_runtime::spawn(bridge(desks.clone(), app.handle().clone()));
            if practice {
                tauri::async_runtime::spawn(open_practice(desks));
            }
            window::open(app, &webview_dir)?;
            Ok(())
        })
        .build(tauri::generate_context!())
}

/// The one door to the engine.
#[tauri::command]
async fn rpc(desks: State<'_, Desks>, name: String, payload: Value) -> Result<Value, AppError> {
    godown_api::call(&desks, &name, payload).await
}

async fn feed(desks: Desks) {
    desks.run_feed().await;
}

/// Passes on what happened.
async fn bridge(desks: Desks, app: tauri::AppHandle) {
    let mut events = godown_api::events(&desks);
    while let Some(event) = events.next().await {
        if let AppEvent::Alert { alert, title, text } = &event
            && !alert.quiet
        {
            notify(&app, title, text);
        }
        if let Err(error) = app.emit(APP_EVENT, event) {
            tracing::warn!("the page did not hear an event: {error}");
        }
    }
}

/// Shows an alert as the system does. A desktop without notifications is no fault: the mark in the frame stays.
fn notify(app: &tauri::AppHandle, title: &str, text: &str) {
    if let Err(error) = app.notification().builder().title(title).body(text).show() {
        tracing::info!("the system showed no notification: {error}");
    }
}

async fn open_practice(desks: Desks) {
    if let Err(error) = godown_api::call(&desks, "practice_open", serde_json::json!({})).await {
        tracing::error!(code = ?error.code, "the practice seller did not open: {}", error.message);
    }
}

/// Says why there is no window, on standard error: there is nowhere else to say it.
fn say(text: &str, code: u8) -> ExitCode {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(code)
}
