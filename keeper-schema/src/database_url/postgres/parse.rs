//! Reads a URL.
//!
//! What stands in the wrong place may be part of a password, so no error repeats it.

use super::PostgresUrl;
use crate::database_url::{UrlError, percent_decoded};

impl PostgresUrl {
    /// What comes after `postgresql://`.
    pub(in crate::database_url) fn parse(rest: &str) -> Result<Self, UrlError> {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        // `me:pa/ss@host` reads as a host with a port.
        if authority.contains(':') && !authority.contains('@') && rest.contains('@') {
            return Err(UrlError::NotEncoded);
        }
        let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let mut url = Self::default();
        let hosts = match authority.split_once('@') {
            Some((user, hosts)) => {
                url.set_user(user)?;
                hosts
            }
            None => authority,
        };
        url.set_hosts(hosts)?;
        let database = path.strip_prefix('/').unwrap_or_default();
        if database.contains(['@', '#']) {
            return Err(UrlError::NotEncoded);
        }
        url.database = some(decoded(database)?);
        for parameter in parameters.split('&').filter(|it| !it.is_empty()) {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            if key.contains(['@', '#']) {
                return Err(UrlError::NotEncoded);
            }
            url.set(&decoded(key)?, &decoded(value)?)?;
        }
        url.check_numbers()?;
        Ok(url)
    }

    fn set_user(&mut self, written: &str) -> Result<(), UrlError> {
        let (user, password) = match written.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (written, None),
        };
        self.user = some(decoded(user)?);
        if let Some(password) = password {
            self.set("password", &decoded(password)?)?;
        }
        Ok(())
    }

    fn set_hosts(&mut self, written: &str) -> Result<(), UrlError> {
        if written.is_empty() {
            return Ok(());
        }
        let (mut hosts, mut ports) = (Vec::new(), Vec::new());
        for written in written.split(',') {
            let (host, port) = match written.strip_prefix('[') {
                Some(rest) => {
                    let (host, port) = rest.split_once(']').ok_or(UrlError::BadHost)?;
                    match port.strip_prefix(':') {
                        Some(port) => (host, port),
                        None if port.is_empty() => (host, ""),
                        None => return Err(UrlError::BadHost),
                    }
                }
                None => written.split_once(':').unwrap_or((written, "")),
            };
            hosts.push(decoded(host)?);
            ports.push(decoded(port)?);
        }
        self.set("host", &hosts.join(","))?;
        self.set("port", &ports.join(","))
    }

    /// As many ports and addresses as hosts.
    pub(super) fn check_numbers(&self) -> Result<(), UrlError> {
        let hosts = self.hosts.len().max(self.addresses.len());
        if self.ports.len() > 1 && self.ports.len() != hosts {
            return Err(UrlError::NumberOfPorts);
        }
        let (named, addressed) = (self.hosts.len(), self.addresses.len());
        if named > 0 && addressed > 0 && named != addressed {
            return Err(UrlError::BadParameter {
                parameter: "hostaddr",
                expected: "as many addresses as there are hosts",
            });
        }
        Ok(())
    }
}

fn decoded(text: &str) -> Result<String, UrlError> {
    let decoded = percent_decoded(text)?;
    match decoded.contains('\0') {
        true => Err(UrlError::Malformed),
        false => Ok(decoded),
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests;
