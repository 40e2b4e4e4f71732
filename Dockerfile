# syntax=docker/dockerfile:1
# The command line, its libraries and natives for one platform; nothing is fetched when it runs.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml ./
COPY .mvn .mvn
COPY src/main src/main
COPY models models
COPY datasets datasets
RUN mvn -B -ntp -q -Dmaven.test.skip=true package \
        dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib \
    && cp target/evenmatch-*.jar target/lib/

FROM ${BASE}
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 evenmatch \
    && mkdir -p /evenmatch/datasets /evenmatch/runs \
    && chown evenmatch:evenmatch /evenmatch/datasets /evenmatch/runs
COPY --from=build /build/target/lib /evenmatch/lib
COPY scripts/evenmatch /evenmatch/scripts/evenmatch
COPY LICENSE /evenmatch/LICENSE
# Natives are unpacked below /tmp, so that the root file system can be read-only.
ENV EVENMATCH_CACHE=/evenmatch/datasets \
    EVENMATCH_JAVA_OPTS="-Dorg.bytedeco.javacpp.cachedir=/tmp/evenmatch-natives -Djna.tmpdir=/tmp"
LABEL org.opencontainers.image.title="Evenmatch" \
      org.opencontainers.image.description="Fully-connected and convolutional networks that match, compared fairly on Deeplearning4j" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
HEALTHCHECK NONE
USER evenmatch
WORKDIR /evenmatch
VOLUME ["/evenmatch/datasets", "/evenmatch/runs"]
ENTRYPOINT ["/evenmatch/scripts/evenmatch"]
CMD ["compare"]
