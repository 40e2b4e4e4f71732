# The command line, its libraries and natives for one platform; nothing is fetched when it runs.
#   --build-arg BACKEND=cpu     the processor alone (the default)
#   --build-arg BACKEND=cuda    NVIDIA GPUs too; the host needs the driver and nothing else
#   --build-arg CUDA=13         whole training steps on GPUs of 7.5 and later, driver 580 and later;
#                               BASE must have CUDA 13 and cuDNN 9, as NVIDIA's images for Ubuntu do
#   --build-arg CUDA=11.6       ND4J's own build for 3.7 to 8.9 (the default); 11.2: for 9.0 and later
ARG BASE=debian:bookworm-slim
ARG BACKEND=cpu
ARG CUDA=11.6

FROM ${BASE} AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jdk-headless maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY pom.xml LICENSE ./
COPY .mvn .mvn
COPY src/main src/main
COPY models models
COPY datasets datasets
COPY scripts scripts
ARG BACKEND
ARG CUDA
RUN case ${BACKEND} in \
      cpu) scripts/install /image ;; \
      cuda) scripts/install /image "${CUDA}" ;; \
      *) echo "BACKEND must be cpu or cuda, but is ${BACKEND}" >&2; exit 2 ;; \
    esac

FROM ${BASE} AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 evenmatch \
    && mkdir -p /evenmatch/datasets /evenmatch/runs /evenmatch/kernels \
    && chown evenmatch:evenmatch /evenmatch/datasets /evenmatch/runs /evenmatch/kernels
COPY --from=build /image /evenmatch
# Natives are unpacked below /tmp, so that the root file system can be read-only.
ENV LANG=C.UTF-8 \
    EVENMATCH_CACHE=/evenmatch/datasets \
    EVENMATCH_JAVA_OPTS="-Dorg.bytedeco.javacpp.cachedir=/tmp/evenmatch-natives -Djna.tmpdir=/tmp"
LABEL org.opencontainers.image.title="Evenmatch" \
      org.opencontainers.image.description="Fully-connected and convolutional networks that match, compared fairly on Deeplearning4j" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
HEALTHCHECK NONE
# A number, so that Kubernetes can tell that it is not root.
USER 10001
WORKDIR /evenmatch
VOLUME ["/evenmatch/datasets", "/evenmatch/runs"]
ENTRYPOINT ["/evenmatch/scripts/evenmatch"]
CMD ["compare"]

FROM runtime AS cpu
LABEL org.evenmatch.backend="cpu"

# With --gpus all: the driver's libraries and nvidia-smi come from the host. What the driver
# compiles is kept in a volume of its own.
FROM runtime AS cuda
LABEL org.evenmatch.backend="cuda"
ARG CUDA
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    CUDA_CACHE_PATH=/evenmatch/kernels \
    EVENMATCH_JAVA_OPTS="-Dorg.bytedeco.javacpp.cachedir=/tmp/evenmatch-natives -Djna.tmpdir=/tmp -Devenmatch.cuda=${CUDA}"
VOLUME ["/evenmatch/kernels"]

# The default again: buildah 1.28 looks for the stage without the one at the top.
FROM ${BACKEND:-cpu}
