//! A marketplace on loopback that answers by script: for answers the practice marketplace has no switch for.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::{Client, ClientConfig, Credentials, Grant};

/// A request as received.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub method: String,
    pub path: String,
    pub authorization: String,
    pub content_type: String,
    pub body: String,
}

/// What to answer.
pub(crate) enum Answer {
    /// Status, further headers, body.
    With(u16, &'static str, Vec<u8>),
    /// Close without a word.
    Drop,
}

pub(crate) fn json(status: u16, body: &str) -> Answer {
    Answer::With(status, "", body.as_bytes().to_vec())
}

type Script = dyn Fn(usize, &Asked) -> Answer + Send + Sync;

/// A running script. Token requests are answered with `token-1`, `token-2`, …, unless scripted too, and kept apart.
#[derive(Clone)]
pub(crate) struct Scripted {
    pub base_url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    logins: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    pub async fn start(script: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        let login = |nth, _: &Asked| json(200, &format!(r#"{{"access_token":"token-{nth}","expires_in":5183999}}"#));
        Self::start_with_login(script, login).await
    }

    pub async fn start_with_login(
        script: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static,
        login: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let this = Self { base_url, asked: Arc::default(), logins: Arc::default() };
        let (mine, script, login) = (this.clone(), Arc::new(script), Arc::new(login));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mine, script, login) = (mine.clone(), Arc::clone(&script), Arc::clone(&login));
                tokio::spawn(async move { mine.serve(stream, &*script, &*login).await });
            }
        });
        this
    }

    async fn serve(&self, mut stream: TcpStream, script: &Script, login: &Script) {
        let Some(asked) = receive(&mut stream).await else { return };
        let (kept, script) = match asked.path.starts_with("/oauth-service") {
            true => (&self.logins, login),
            false => (&self.asked, script),
        };
        let nth = {
            let mut kept = kept.lock().unwrap();
            kept.push(asked.clone());
            kept.len()
        };
        let answer = script(nth, &asked);
        if let Answer::With(status, headers, body) = answer {
            let head = format!(
                "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\nDate: Tue, 19 May 2015 09:02:15 GMT\r\n{headers}\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(&body).await;
            let _ = stream.shutdown().await;
        }
    }

    pub fn client(&self) -> Client {
        self.client_with(1_000)
    }

    pub fn client_with(&self, calls_per_hour: u32) -> Client {
        let config = ClientConfig { calls_per_hour, read_timeout_ms: 5_000, ..ClientConfig::new(&self.base_url) };
        Client::new(config, credentials()).unwrap()
    }

    /// A client of a seller who allowed the application and left this refresh token.
    pub fn client_of(&self, refresh_token: &str) -> Client {
        let grant = Grant::Refresh { refresh_token: refresh_token.into() };
        Client::new_with_grant(ClientConfig::new(&self.base_url), credentials(), grant).unwrap()
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    pub fn logins(&self) -> usize {
        self.login_requests().len()
    }

    pub fn login_requests(&self) -> Vec<Asked> {
        self.logins.lock().unwrap().clone()
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials { client_id: "app".into(), client_secret: "secret".into() }
}

async fn receive(stream: &mut TcpStream) -> Option<Asked> {
    let mut raw = Vec::new();
    let end = loop {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        raw.extend_from_slice(&buffer[..read]);
        if let Some(end) = crate::reply::find(&raw, b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let length: usize = header("content-length").parse().unwrap_or(0);
    let mut body = raw[end..].to_vec();
    while body.len() < length {
        let mut buffer = [0; 4096];
        let read = stream.read(&mut buffer).await.ok().filter(|read| *read > 0)?;
        body.extend_from_slice(&buffer[..read]);
    }
    let mut words = head.split_whitespace();
    Some(Asked {
        method: words.next()?.to_owned(),
        path: words.next()?.to_owned(),
        authorization: header("authorization"),
        content_type: header("content-type"),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}
