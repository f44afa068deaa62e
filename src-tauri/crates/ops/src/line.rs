//! The line to the marketplace: whether it is up, since when, and what its coming back sets going.

use godown_domain::At;
use godown_domain::status::Login;
use godown_flipkart::CallError;

use crate::Desk;

impl Desk {
    /// Notes how a call went: the line and the login as the status bar tells them.
    pub(crate) fn heard<T>(&self, result: Result<T, CallError>) -> Result<T, CallError> {
        match &result {
            Ok(_) => {
                self.line(|line| line.login = Login::Ok);
                self.reached();
            }
            Err(CallError::Offline { .. }) => {
                let now = self.now();
                self.line(|line| line.offline_since = line.offline_since.or(Some(now)));
            }
            Err(CallError::LoginMissing) => self.line(|line| line.login = Login::Missing),
            Err(CallError::LoginRefused { .. } | CallError::LoginExpired) => {
                self.line(|line| line.login = Login::Refused);
                self.reached();
            }
            // A no, or a request to wait, came over the line.
            Err(CallError::Refused { .. } | CallError::Throttled { .. }) => self.reached(),
            Err(_) => {}
        }
        result
    }

    /// An answer came. After an outage the lanes go on at once; each looks again at what it is about to do.
    pub(crate) fn reached(&self) {
        let now = self.inner.clock.now();
        let mut back = false;
        self.line(|line| {
            back = line.offline_since.take().is_some();
            if back {
                line.up_since = now;
            }
        });
        if back {
            let wake = &self.inner.wake;
            for lane in [&wake.check, &wake.outbox, &wake.fetch, &wake.poll, &wake.watch] {
                lane.notify_one();
            }
        }
    }

    /// Whether the last word of the line was that there is none. The outbox alone tries it then; everybody else waits.
    pub(crate) fn is_offline(&self) -> bool {
        let mut offline = false;
        self.line(|line| offline = line.offline_since.is_some());
        offline
    }

    /// Since when the line is up without a break, by the marketplace's clock. A picture older than that may be of before an
    /// outage, or of before the last start.
    pub(crate) fn up_since(&self) -> At {
        let mut since = At(0);
        self.line(|line| since = line.up_since);
        since.plus(self.clock_off().unwrap_or(0))
    }

    /// What keeps everything that waits from going: no line, no login.
    pub(crate) fn in_the_way(&self) -> Option<godown_domain::WaitsFor> {
        let (mut offline, mut login) = (false, Login::Unknown);
        self.line(|line| (offline, login) = (line.offline_since.is_some(), line.login));
        match login {
            _ if offline => Some(godown_domain::WaitsFor::Line),
            Login::Missing | Login::Refused => Some(godown_domain::WaitsFor::Login),
            Login::Ok | Login::Unknown => None,
        }
    }
}
