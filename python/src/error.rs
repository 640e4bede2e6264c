//! Errors of the library as `rolecall.RolecallError`.

use pyo3::prelude::*;
use pyo3::types::PyList;
use rolecall::{Error, ErrorDetail};

/// The exception for an error of the library: everything that is wrong, the first mistake before the others.
pub(crate) fn raised(error: Error) -> PyErr {
    exception(&error.to_string(), &error.details())
}

/// The exception for an argument that cannot be read.
pub(crate) fn refused(code: &str, message: String) -> PyErr {
    let detail = ErrorDetail { code: code.to_owned(), message: message.clone(), place: None, help: None };
    exception(&message, &[detail])
}

fn exception(message: &str, details: &[ErrorDetail]) -> PyErr {
    Python::attach(|py| made(py, message, details).unwrap_or_else(|error| error))
}

fn made(py: Python<'_>, message: &str, details: &[ErrorDetail]) -> PyResult<PyErr> {
    let module = py.import("rolecall._errors")?;
    let (detail_of, place_of) = (module.getattr("ErrorDetail")?, module.getattr("Place")?);
    let list = PyList::empty(py);
    for detail in details {
        let place = detail.place.as_ref().map(|place| place_of.call1((&*place.path, place.line, place.column)));
        list.append(detail_of.call1((&detail.code, &detail.message, place.transpose()?, &detail.help))?)?;
    }
    Ok(PyErr::from_value(module.getattr("RolecallError")?.call1((message, list))?))
}
