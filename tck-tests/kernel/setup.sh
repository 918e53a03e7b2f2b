#!/bin/bash
# Builds everything the oracle needs under $ORACLE_BUILD (default: target/kernel-rig of this module):
#   vmlinuz       Linux 6.1 (Debian) kernel
#   initrd.gz     busybox initramfs that loads the modules and mounts the root image
#   root.img      ext4 root image: python3, ecryptfs-utils, keyutils, openssl, ...
# Needs: apt (Debian 12), root (apt-get install of qemu, chroot depmod).
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
B=${ORACLE_BUILD:-$HERE/../target/kernel-rig}
KV=6.1.0-56-amd64
mkdir -p "$B/debs"
need=()
command -v qemu-system-x86_64 >/dev/null || need+=(qemu-system-x86 ipxe-qemu)
command -v cpio >/dev/null || need+=(cpio)
command -v mke2fs >/dev/null || need+=(e2fsprogs)
if [ ${#need[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${need[@]}"
fi
PK="libc6 libgcc-s1 zlib1g libbz2-1.0 liblzma5 libexpat1 libffi8 libuuid1 libssl3 openssl
 libnss3 libnspr4 libsqlite3-0 libecryptfs1 ecryptfs-utils keyutils libkeyutils1 libpam0g
 libtspi1 libgpgme11 libgpg-error0 libassuan0 libaudit1 libcap-ng0 attr libattr1 libacl1
 mount libsmartcols1 libcrypt1 libselinux1 libpcre2-8-0 libmount1 libblkid1 coreutils strace libunwind8 kmod libzstd1
 python3.11-minimal libpython3.11-minimal libpython3.11-stdlib busybox-static
 linux-image-$KV"
cd "$B/debs"
miss=()
for p in $PK; do ls ${p}_*.deb >/dev/null 2>&1 || miss+=("$p"); done
if [ ${#miss[@]} -gt 0 ]; then
  apt-get download -o APT::Sandbox::User=root "${miss[@]}"
fi
R=$B/rootfs; K=$B/kernel
[ -e "$K/boot/vmlinuz-$KV" ] || dpkg -x linux-image-$KV*.deb "$K"
rm -rf "$R"; mkdir -p "$R"
for p in $PK; do case $p in linux-image*) ;; *) dpkg -x ${p}_*.deb "$R";; esac; done
rm -rf "$R"/usr/share/{doc,man,locale,lintian,bash-completion} "$R"/usr/lib/python3.11/{test,idlelib,tkinter}
for d in bin sbin lib lib64; do  # merge /usr
  if [ -d "$R/$d" ] && [ ! -L "$R/$d" ]; then mkdir -p "$R/usr/$d"; cp -a "$R/$d/." "$R/usr/$d/"; rm -rf "$R/$d"; fi
  mkdir -p "$R/usr/$d"; ln -sfn usr/$d "$R/$d"
done
# optional extra payload (e.g. the openssl key module built from source), see build-extra.sh
[ -d "$B/extra" ] && cp -a "$B/extra/." "$R/"
ln -sf busybox "$R/usr/bin/sh"; ln -sf python3.11 "$R/usr/bin/python3"
mkdir -p "$R"/{proc,sys,dev,tmp,run,root,mnt,var,etc,scratch}
echo 'root:x:0:0:root:/root:/bin/sh' > "$R/etc/passwd"; echo 'root:x:0:' > "$R/etc/group"
ln -sfn /proc/mounts "$R/etc/mtab"; echo 'passwd: files' > "$R/etc/nsswitch.conf"
# modules
M=$R/lib/modules/$KV; mkdir -p "$M"
SRC=$K/lib/modules/$KV
for k in fs/ecryptfs fs/ext4 fs/jbd2 fs/mbcache.ko drivers/virtio drivers/block/virtio_blk.ko drivers/char/virtio_console.ko \
   drivers/char/hw_random crypto lib arch/x86/crypto security fs/crypto drivers/char/tpm; do
  [ -e "$SRC/kernel/$k" ] || continue
  mkdir -p "$M/kernel/$(dirname $k)"; cp -a "$SRC/kernel/$k" "$M/kernel/$(dirname $k)/"
done
cp "$SRC"/modules.{order,builtin,builtin.modinfo} "$M/" 2>/dev/null || true
chroot "$R" /sbin/depmod $KV
ldconfig -r "$R" || true
rm -f "$B/root.img"; mke2fs -q -t ext4 -O ^has_journal -d "$R" "$B/root.img" 400M
# initramfs
I=$B/initramfs; rm -rf "$I"; mkdir -p "$I"/{bin,dev,proc,sys,newroot,m}
cp "$R/usr/bin/busybox" "$I/bin/"; ln -s busybox "$I/bin/sh"
mods=""
for m in virtio_blk virtio_pci ext4; do
  for f in $(chroot "$R" /sbin/modprobe -S $KV --show-depends $m | awk '$1=="insmod"{print $2}'); do
    case " $mods " in *" $(basename $f) "*) ;; *) mods="$mods $(basename $f)"; cp "$R/$f" "$I/m/";; esac
  done
done
cat > "$I/init" <<X
#!/bin/sh
export PATH=/bin
busybox mount -t devtmpfs d /dev; busybox mount -t proc p /proc; busybox mount -t sysfs s /sys
for m in $mods; do busybox insmod /m/\$m || echo "insmod \$m failed"; done
i=0; while [ ! -b /dev/vda ] && [ \$i -lt 100 ]; do busybox sleep 0.1; i=\$((i+1)); done
busybox mount -t ext4 -o ro /dev/vda /newroot || echo MOUNT ROOT FAILED
busybox mount -t devtmpfs d /newroot/dev; busybox mount -t proc p /newroot/proc; busybox mount -t sysfs s /newroot/sys
for t in tmp run root mnt var scratch; do busybox mount -t tmpfs t /newroot/\$t; done
busybox tar -C /newroot/tmp -xf /dev/vdb guest.py || echo NO GUEST
exec busybox chroot /newroot /usr/bin/python3 /tmp/guest.py
X
chmod +x "$I/init"
(cd "$I" && find . | cpio -o -H newc --quiet | gzip -1 > "$B/initrd.gz")
cp "$K/boot/vmlinuz-$KV" "$B/vmlinuz"
ls -la "$B/vmlinuz" "$B/initrd.gz" "$B/root.img"
