//! Printers that take bytes from the network as they come.

use std::io::{self, Write as _};
use std::net::{Shutdown, TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use crate::{Form, Job, PrintingError, SentJob};

/// A printer on the same bench answers in milliseconds.
const CONNECT: Duration = Duration::from_secs(5);
/// A printer out of paper stops taking bytes; this long a person may take to change the roll within one piece.
const STALLED: Duration = Duration::from_secs(60);
const PIECE: usize = 16 * 1024;

pub(crate) fn send(host: &str, port: u16, job: &Job<'_>) -> Result<SentJob, PrintingError> {
    if matches!(job.form, Form::Pdf { .. }) {
        return Err(PrintingError::PdfOverTcp);
    }
    let address = format!("{host}:{port}");
    let mut line =
        connect(host, port).map_err(|source| PrintingError::NotReached { address: address.clone(), source })?;
    let total = job.bytes.len();
    let mut sent = 0;
    while sent < total {
        let piece = &job.bytes[sent..total.min(sent + PIECE)];
        match line.write(piece) {
            Ok(0) => {
                return Err(PrintingError::Broken { address, sent, total, source: io::ErrorKind::WriteZero.into() });
            }
            Ok(taken) => sent += taken,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => return Err(PrintingError::Broken { address, sent, total, source }),
        }
    }
    line.flush().and_then(|()| line.shutdown(Shutdown::Write)).map_err(|source| PrintingError::Broken {
        address,
        sent,
        total,
        source,
    })?;
    Ok(SentJob { id: None })
}

fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECT) {
            Ok(line) => {
                line.set_write_timeout(Some(STALLED))?;
                return Ok(line);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    #[test]
    fn every_byte_arrives_in_order() {
        let printer = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = printer.local_addr().unwrap().port();
        let arrived = thread::spawn(move || {
            let mut bytes = vec![];
            printer.accept().unwrap().0.read_to_end(&mut bytes).unwrap();
            bytes
        });
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        send("127.0.0.1", port, &Job { title: "t", bytes: &bytes, form: Form::Raw }).unwrap();
        assert_eq!(arrived.join().unwrap(), bytes);
    }

    #[test]
    fn a_printer_that_is_off_printed_nothing() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let failed = send("127.0.0.1", port, &Job { title: "t", bytes: b"^XA^XZ", form: Form::Raw }).unwrap_err();
        assert!(matches!(failed, PrintingError::NotReached { .. }) && !failed.may_have_printed());
    }

    #[test]
    fn a_line_that_breaks_midway_may_have_printed() {
        let printer = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = printer.local_addr().unwrap().port();
        let gone = thread::spawn(move || {
            let mut first = [0; 1];
            printer.accept().unwrap().0.read_exact(&mut first).unwrap();
            // Dropped with bytes unread: the other side gets a reset.
        });
        let bytes = vec![b'x'; 64 << 20];
        let failed = send("127.0.0.1", port, &Job { title: "t", bytes: &bytes, form: Form::Raw }).unwrap_err();
        gone.join().unwrap();
        assert!(failed.may_have_printed(), "{failed}");
    }

    #[test]
    fn a_pdf_is_not_sent_to_a_bare_port() {
        let job = Job { title: "t", bytes: b"%PDF-", form: Form::Pdf { paper: godown_domain::print::Paper::Label4x6 } };
        assert!(matches!(send("127.0.0.1", 9, &job), Err(PrintingError::PdfOverTcp)));
    }
}
