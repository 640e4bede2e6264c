# The static program and nothing else. The context is a folder that scripts/release.sh made:
#
#   scripts/release.sh
#   docker build -f Dockerfile -t rolecall target/release-files/rolecall-0.1.0-x86_64-unknown-linux-musl
#   docker run --rm --network none -v "$PWD/exports:/exports:ro" rolecall audit /exports
FROM scratch
COPY rolecall LICENSE-APACHE LICENSE-MIT /
USER 65532:65532
ENTRYPOINT ["/rolecall"]
