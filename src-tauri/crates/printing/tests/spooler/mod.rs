//! A CUPS of the test's own: its folders, its socket, its queues. Nothing of the system's printing is touched. A queue's
//! printer is a port of the test that takes the bytes.

use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// What a driver would get: PDF after CUPS has decided on size and scale.
const PDF_PRINTER: &str = r#"*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "LABELS.PPD"
*Manufacturer: "Test"
*Product: "(Test)"
*ModelName: "Test label printer"
*ShortNickName: "Test label printer"
*NickName: "Test label printer"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsVersion: 1.4
*cupsFilter: "application/vnd.cups-pdf 0 -"
*OpenUI *PageSize/Page Size: PickOne
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageSize w288h432/4x6: "<</PageSize[288 432]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageRegion w288h432/4x6: "<</PageSize[288 432]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "0 0 595 842"
*ImageableArea w288h432/4x6: "0 0 288 432"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*PaperDimension w288h432/4x6: "288 432"
*MaxMediaWidth: "1000"
*MaxMediaHeight: "2000"
*HWMargins: 0 0 0 0
*CustomPageSize True: "pop pop pop <</PageSize[5 -2 roll]/ImagingBBox null>>setpagedevice"
*ParamCustomPageSize Width: 1 points 36 1000
*ParamCustomPageSize Height: 2 points 36 2000
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 3
"#;

/// A running CUPS; ends with this value.
pub struct Spooler {
    home: TempDir,
    daemon: Child,
}

impl Spooler {
    /// Starts one, or says why this machine cannot.
    pub fn start() -> Result<Self, String> {
        let daemon = Path::new("/usr/sbin/cupsd");
        if !daemon.exists() {
            return Err("there is no /usr/sbin/cupsd".into());
        }
        // Under /tmp: a socket's path may not be longer than 107 bytes.
        let home = tempfile::Builder::new().prefix("cups").tempdir_in("/tmp").map_err(|error| error.to_string())?;
        let at = home.path();
        for folder in ["etc/ppd", "spool/tmp", "cache", "log", "state"] {
            fs::create_dir_all(at.join(folder)).map_err(|error| error.to_string())?;
        }
        let d = at.display();
        let server = format!(
            "LogLevel info\nListen {d}/cups.sock\nBrowsing No\nWebInterface No\nDefaultAuthType None\n<Location />\nOrder \
             allow,deny\nAllow all\n</Location>\n<Policy default>\n<Limit All>\nOrder deny,allow\nAllow \
             all\n</Limit>\n</Policy>\n"
        );
        let files = format!(
            "ServerRoot {d}/etc\nRequestRoot {d}/spool\nTempDir {d}/spool/tmp\nCacheDir {d}/cache\nStateDir \
             {d}/state\nAccessLog {d}/log/access\nErrorLog {d}/log/error\nPageLog {d}/log/page\n"
        );
        fs::write(at.join("etc/cupsd.conf"), server).map_err(|error| error.to_string())?;
        fs::write(at.join("etc/cups-files.conf"), files).map_err(|error| error.to_string())?;
        fs::write(at.join("labels.ppd"), PDF_PRINTER).map_err(|error| error.to_string())?;
        open_to_all(at);
        let daemon = Command::new(daemon)
            .arg("-f")
            .args(["-c".as_ref(), at.join("etc/cupsd.conf").as_os_str()])
            .args(["-s".as_ref(), at.join("etc/cups-files.conf").as_os_str()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let mut spooler = Self { home, daemon };
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if spooler.daemon.try_wait().ok().flatten().is_some() {
                return Err("cupsd ended at once (it needs to be started by root)".into());
            }
            if spooler.run("lpstat", &["-r"]).is_ok_and(|words| words.contains("is running")) {
                return Ok(spooler);
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err("cupsd did not answer within 20 s".into())
    }

    /// The variable that points a program's CUPS here.
    pub fn variable(&self) -> (&'static str, PathBuf) {
        ("CUPS_SERVER", self.home.path().join("cups.sock"))
    }

    /// A queue whose printer takes bytes as they come.
    pub fn raw_queue(&self, name: &str) -> Result<Printer, String> {
        self.queue(name, &["-m", "raw"])
    }

    /// A queue whose printer is given PDF.
    pub fn pdf_queue(&self, name: &str) -> Result<Printer, String> {
        let ppd = self.home.path().join("labels.ppd");
        self.queue(name, &["-P", &ppd.to_string_lossy()])
    }

    fn queue(&self, name: &str, driver: &[&str]) -> Result<Printer, String> {
        let printer = Printer::start()?;
        let address = format!("socket://127.0.0.1:{}", printer.port);
        self.run("lpadmin", &[&["-p", name, "-E", "-v", &address], driver].concat())?;
        Ok(printer)
    }

    /// Runs one of CUPS' own programs on it.
    pub fn run(&self, program: &str, words: &[&str]) -> Result<String, String> {
        let (name, socket) = self.variable();
        let done = Command::new(program).args(words).env(name, socket).output().map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        if done.status.success() { Ok(said) } else { Err(String::from_utf8_lossy(&done.stderr).into_owned()) }
    }
}

impl Drop for Spooler {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// Filters run as another user.
fn open_to_all(at: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A refusal shows in the first job.
        let _ = fs::set_permissions(at, fs::Permissions::from_mode(0o755));
    }
}

/// A printer: a port that takes jobs.
pub struct Printer {
    /// Its port on this computer.
    pub port: u16,
    jobs: Receiver<Vec<u8>>,
}

impl Printer {
    /// Begins to listen.
    pub fn start() -> Result<Self, String> {
        let socket = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let port = socket.local_addr().map_err(|error| error.to_string())?.port();
        let (to, jobs) = channel();
        thread::spawn(move || {
            for line in socket.incoming() {
                let mut bytes = vec![];
                if line.and_then(|mut line| line.read_to_end(&mut bytes)).is_err() || to.send(bytes).is_err() {
                    return;
                }
            }
        });
        Ok(Self { port, jobs })
    }

    /// The next job, whole.
    pub fn job(&self) -> Vec<u8> {
        self.jobs.recv_timeout(Duration::from_secs(60)).unwrap_or_default()
    }

    /// How many further jobs have arrived.
    pub fn rest(&self) -> usize {
        self.jobs.try_iter().count()
    }
}
