# The program alone, linked statically: docker run --rm -v "$PWD:/book" IMAGE build
# A release builds it from its archives for Linux; see .github/workflows/release.yml.
FROM scratch
ARG TARGETARCH
COPY ${TARGETARCH}/anthology /usr/bin/anthology
WORKDIR /book
ENTRYPOINT ["/usr/bin/anthology"]
CMD ["build"]
